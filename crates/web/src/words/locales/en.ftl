### Words of the report, English. The Dutch file has the same keys.
### A value `n` comes with `n-is`, which is `one` or `other`.

# how numbers and dates are written; form-symbol is `close` or `spaced`
form-decimal = .
form-group = ,
form-symbol = close
form-thousand = k
form-million = M
form-billion = bn
form-months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
form-date = { $day } { $month } { $year }

# page
report = Customer value
to-content = To the content
as-of = As of
horizon = Horizon
basis = Basis
currency = Currency
model = Model
discount = Discount rate
run = Run
a-year = { $rate } a year
not-recorded = not recorded
horizon-90d = 90 days
horizon-1y = 1 year
horizon-3y = 3 years
horizon-5y = 5 years
ahead-90d = in the next 90 days
ahead-1y = in the next year
ahead-3y = in the next 3 years
ahead-5y = in the next 5 years
basis-revenue = Revenue
basis-gross_margin = Gross margin
from-to = { $from } to { $to }
percent = { $n }%
none = none
unknown = –

# headline
answer =
    { $n-is ->
        [one] One customer has
       *[other] { $n } customers have
    } brought { $historic }; { $ahead } they are expected to bring { $clv }
answer-first-time =
    { $n-is ->
        [one] One customer has
       *[other] { $n } customers have
    } brought { $historic }; nobody has come back yet
answer-empty = There is no customer to value yet
lede-year =
    That is { $share } { $direction ->
        [less] less
       *[more] more
    } than the { $last } of the last twelve complete months, and customers still to be won would come on top.
lede-alive = About { $alive } of { $n } are expected to be still buying; the others have probably left.
lede-once = { $share } bought only once.
lede-top = The best tenth brings { $share } of what is to come.
lede-returns = Refunds took back { $share } of sales.
lede-guests = Another { $amount } of sales, { $share } of all, carries no customer and has no value here.

# warnings
before-you-believe = Before you rely on this
warn-no_customers = No customer has a score in this run. Import orders, then run again.
warn-few_customers =
    With { $n-is ->
        [one] one customer
       *[other] { $n } customers
    } the model says little about each of them; take the figures as a direction.
warn-no_repeat_buyers = Nobody has bought on a second day yet, so how often customers come back is assumed, not measured.
warn-not_converged = The model { $model } found no best fit. { $message }
warn-hardly_any_leave =
    The model takes { $share } of the customers to be still buying: in this period it could not tell who had left from who was slow. Read the probabilities as “no sign of leaving yet”, and the value over longer horizons as an upper estimate; more history, or a shorter horizon, makes them firmer.
warn-stale =
    The last order is { $n-is ->
        [one] one day
       *[other] { $n } days
    } older than the as-of date. If the export stopped early, the value to come is too low.
warn-other_currencies =
    { $n-is ->
        [one] One order
       *[other] { $n } orders
    } in another currency { $n-is ->
        [one] is
       *[other] are
    } not in these figures. See what was left out.
warn-rejected =
    { $n-is ->
        [one] One row
       *[other] { $n } rows
    } could not be read and { $n-is ->
        [one] is
       *[other] are
    } not in these figures.
warn-margin_estimated =
    For { $n-is ->
        [one] one customer
       *[other] { $n } customers
    } the margin rests on a percentage, not on costs of goods.
warn-poor_fit = The model puts { $share } of the customers at another number of repeat purchases than was counted. Read the value per customer with care.

# tiles
tile-historic = Value so far
tile-historic-tip = What identified customers have paid without VAT, less what was refunded, up to the as-of date.
tile-historic-tip-margin = Sales without VAT less refunds and the cost of the goods, up to the as-of date.
tile-historic-ctx = { $amount } per customer
tile-equity = Value to come
tile-equity-tip = Customer equity: the expected value of all customers' future orders within the horizon, discounted. Customers still to be won are not in it.
tile-equity-ctx = { $n } orders expected
tile-mean = Mean CLV
tile-mean-tip = Value to come, per customer: the value to come divided by the number of customers.
tile-mean-ctx = with the past { $amount }
tile-median = Median CLV
tile-median-tip = Half of the customers have less value to come than this, half have more. Exact, by sorting.
tile-median-ctx = half are below
tile-top = Best tenth brings
tile-top-tip = Share of the value to come that the tenth of the customers with most of it brings.
tile-top-ctx = so far it brought { $share }
tile-customers = Customers
tile-customers-tip = Identified customers with at least one order up to the as-of date.
tile-customers-ctx =
    { $n-is ->
        [one] one order
       *[other] { $n } orders
    }
tile-alive = Still buying
tile-alive-tip = Sum over all customers of the probability that the customer still buys (p alive), as a share of the customers.
tile-alive-ctx = about { $n } customers
tile-repeat = Repeat buyers
tile-repeat-tip = Share of the customers who bought on at least two different days.
tile-repeat-ctx = { $n } bought once
tile-returns = Refunded
tile-returns-tip = Refunds, returns and cancellations of identified customers as a share of their sales before refunds.
tile-returns-ctx = { $amount }
tile-guests = No customer known
tile-guests-tip = Share of sales that names no customer. It is counted apart and never made into one large customer.
tile-guests-ctx = { $amount }
interval = { $level }: { $from } to { $to }

# formula
formula = How the formula builds the mean CLV
formula-order = average order
formula-frequency = orders a year
formula-years = active years within the horizon
formula-margin = margin
formula-clv = formula CLV
formula-model = model { $amount }
formula-note = The formula multiplies averages, takes everyone to leave at one rate and does not discount; the model values each customer apart and discounts. Where they differ much, ask first whether the model fits.

# words
so-far = so far
to-come = to come
customers = Customers
customer = Customer
orders = Orders
month = Month
together = Together
mean = mean
median = median
gross-sales = Sales
refunded = Refunded
net-sales = Net sales
repeats = Repeat purchases
counted = counted
expected = expected
expected-by-model = expected by the model
n-customers =
    { $n-is ->
        [one] one customer
       *[other] { $n } customers
    }
n-orders =
    { $n-is ->
        [one] one order
       *[other] { $n } orders
    }
n-repeats =
    { $n-is ->
        [one] one repeat purchase
       *[other] { $n } repeat purchases
    }
table = Table
needs-script = The figures need a script; the tables below them hold every value.

# figures
figure-tenth = { $from } to { $to }%
figure-tenths = Value so far and to come, by tenth of the customers
figure-tenths-unit = Value, by tenth of the customers, best first
figure-tenths-column = Customers, best first
figure-tenths-summary = Customers are ranked by value so far and to come together and cut into ten equal groups.
figure-distribution = Most customers are worth little, a few very much
figure-distribution-column = Value to come
figure-distribution-none = less than 0.01
figure-distribution-summary = Value to come per customer; each step of the axis is ten times the one before.
figure-concentration = How few customers bring how much
figure-concentration-unit = Share of the value
figure-concentration-column = Best customers
figure-concentration-best = best { $share } of the customers
figure-concentration-even = if all were equal
figure-concentration-historic = best 10% brought { $share } so far
figure-concentration-clv = best 10% bring { $share } to come
figure-concentration-summary = The tenth of the customers with most to come brings { $share } of it. Customers from best to least along the axis.
figure-concentration-none = There is no value to share out.
figure-months = Net sales by month
figure-months-unit = Net sales
figure-months-mean = mean { $amount }
figure-months-until = until { $date }
figure-months-refunded = { $amount } refunded
figure-months-summary = Sales of identified customers without VAT less refunds dated in the month. A month that is not over is hatched and not in the mean. The dotted line is the mean of complete months.
figure-frequencies = How often customers came back, counted and expected
figure-frequencies-summary = The closer the rings are to the columns, the better the model describes how often these customers buy.

# top customers
top-customers = Customers with most to come
top-customers-note = Ranked by value to come; the share is what they bring together.
top-customers-share = The { $n } customers below bring { $share } of the value to come.
column-last-order = Last order
column-alive = Still buying
column-purchases = Orders expected
column-historic = So far
column-clv = To come

# models
fit = How the model fits
fit-parameter = Parameter
fit-value = Estimate
fit-error = ± standard error
fit-customers =
    fitted on { $n-is ->
        [one] one customer
       *[other] { $n } customers
    }
fit-likelihood = log-likelihood { $value }
fit-converged = converged
fit-not-converged = not converged
fit-none = No model was fitted in this run.
model-bg-nbd = BG/NBD: how often and how long customers buy
model-mbg-nbd = MBG/NBD: how often and how long customers buy
model-pareto-nbd = Pareto/NBD: how often and how long customers buy
model-gamma-gamma = Gamma-Gamma: how much an order is worth
fit-good = The model places { $share } of the customers at the number of repeat purchases that was counted.

# what was left out
left-out = What came in, what was left out, and why
left-out-total = Imported, excluded and rejected rows add up to the files: { $rows } rows, { $amount }.
left-out-class = Class
left-out-why = Why
left-out-what = What was done
left-out-rows = Rows
left-out-amount = Amount
left-out-unreadable =
    { $n-is ->
        [one] one amount
       *[other] { $n } amounts
    } not readable
left-out-none = Nothing was imported yet.
total-files = Files
disposition-imported = imported
disposition-excluded = left out
disposition-rejected = rejected
class-sale = Sales
class-guest = Sales without a customer
class-cancellation = Cancellations
class-refund = Refunds
class-stock-write-off = Stock write-offs
class-non-product = Not a product
class-zero-price = No price
class-test = Test orders
class-unreadable = Not readable
class-duplicate = Same row again
why-sale = the basis of every figure
why-guest = real, but nobody to value: counted apart
why-cancellation = taken off the customer's value on its own date
why-refund = taken off the customer's value on its own date
why-stock-write-off = nothing was sold
why-non-product = postage, fees, samples and manual corrections
why-zero-price = given away or corrected; says nothing of value
why-test = made to try the shop
why-unreadable = in the rejects file, with line and reason
why-duplicate = the lake has it already
guests-note =
    Sales without a customer: { $n-is ->
        [one] one order
       *[other] { $n } orders
    }, { $amount }, of which { $refunded } was refunded.
unmatched-note = Of the refunds, { $amount } belongs to no earlier order in the data; it lowers the value so far all the same.
currency-note =
    { $currency }: { $n-is ->
        [one] one order
       *[other] { $n } orders
    }, { $amount }, not converted and not added.
files = Files imported
file = File
kind = Kind
imported-at = Imported
file-new = Rows added
file-updated = Rows replaced

# runs
runs = Runs
started = Finished

# definitions
definitions = What the words mean
def-value = Value
def-value-revenue = Revenue: what was charged without VAT, less refunds on the day they happened.
def-value-gross_margin = Gross margin: what was charged without VAT, less refunds and the cost of the goods.
def-clv = CLV
def-clv-text = Customer lifetime value within the horizon: the expected value of a customer's future orders, each discounted to the as-of date. Its sum over all customers is the customer equity.
def-discount = Discounting
def-discount-text = { $rate } a year, effective.
def-discount-unknown = The run did not record its discount rate.
def-occasion = Purchase
def-occasion-text = Orders of one customer on one day are one purchase occasion. Repeat purchases are those after the first.
def-alive = Still buying
def-alive-text = Probability, by the model, that a customer has not stopped for good. Nobody says so when they leave, so it is never certain.
def-interval = Uncertainty
def-interval-known = Intervals hold { $level } of what the model considers possible.
def-interval-unknown = Values to come are expectations. This run stored no interval for them; for a single customer the outcome can lie far from the expectation.
def-run = Run
def-run-text = { $run }, finished { $date }, by Tenure { $version }.
