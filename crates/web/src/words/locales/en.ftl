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
horizon-of-d =
    { $n-is ->
        [one] 1 day
       *[other] { $n } days
    }
horizon-of-w =
    { $n-is ->
        [one] 1 week
       *[other] { $n } weeks
    }
horizon-of-m =
    { $n-is ->
        [one] 1 month
       *[other] { $n } months
    }
horizon-of-y =
    { $n-is ->
        [one] 1 year
       *[other] { $n } years
    }
ahead-of-d =
    { $n-is ->
        [one] in the next day
       *[other] in the next { $n } days
    }
ahead-of-w =
    { $n-is ->
        [one] in the next week
       *[other] in the next { $n } weeks
    }
ahead-of-m =
    { $n-is ->
        [one] in the next month
       *[other] in the next { $n } months
    }
ahead-of-y =
    { $n-is ->
        [one] in the next year
       *[other] in the next { $n } years
    }
short-of-d = { $n } d
short-of-w = { $n } w
short-of-m = { $n } m
short-of-y = { $n } y
basis-revenue = Revenue
basis-gross_margin = Gross margin
from-to = { $from } to { $to }
percent = { $n }%
none = none
unknown = –

# headline
answer =
    { $n-is ->
        [one] One customer has brought { $historic }; { $ahead } this customer is expected to bring { $clv }
       *[other] { $n } customers have brought { $historic }; { $ahead } they are expected to bring { $clv }
    }
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
tile-repeat-ctx =
    { $n-is ->
        [one] one bought once
       *[other] { $n } bought once
    }
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
figure-tracking = Repeat purchases by week, counted and expected
figure-tracking-summary = Repeat purchases of each week as they were counted, and as the model expects of the customers who had come by then. Seasons show as waves around the dashed line; a lasting gap means that the model does not describe these customers.
figure-tracking-so-far = Repeat purchases so far, counted and expected
figure-tracking-so-far-summary = Repeat purchases added up from the first week on. Where the two lines stay together the model expects the right number.
figure-tracking-none = There is no model to expect repeat purchases with, or not a whole week to compare.
figure-tracking-week = week until { $date }
figure-tracking-column = Week until
figure-alive = How likely the customer was to still buy
figure-alive-unit = Still buying
figure-alive-order = order
figure-alive-column = Day
figure-alive-summary = Falls with silence, measured against the customer's own rhythm, and jumps back with each order. Each day is seen with the orders up to it.
figure-alive-none = There is no model that could say how likely the customer is to still buy.
figure-waterfall = From sales to gross margin
figure-waterfall-revenue = From sales to net sales
figure-waterfall-column = Step
figure-waterfall-unknown = No costs known
figure-waterfall-costs = Cost of goods
figure-waterfall-summary = Sales of identified customers without VAT, less refunds and the cost of the goods. Sales whose costs are not known are taken off first, so that the margin is of sales with known costs alone.
figure-waterfall-summary-revenue = Sales of identified customers without VAT, less refunds. Nothing is known of costs, so the steps end at net sales.

# top customers
top-customers = Customers with most to come
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
left-out-apart =
    Imported, excluded and rejected rows do not add up to the { $n-is ->
        [one] one row
       *[other] { $n } rows
    } of the files: please report this.
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
file-new = Added, all tables
file-updated = Replaced, all tables

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

# frame of the pages
nav-pages = Pages
nav-menu = Menu
nav-understand = Understand
nav-act = Act
nav-trust = Trust
nav-overview = Overview
nav-value = Value breakdown
nav-customers = Customers
nav-models = Models
nav-data = Data
scope = What the figures are about
language = Language
short-90d = 90 d
short-1y = 1 y
short-3y = 3 y
short-5y = 5 y
run-none = Nothing was run yet
run-current = Up to date
run-stale = New data since this run
run-settings = Settings changed since this run
run-earlier = An earlier run
theme-system = Theme: system
theme-light = Theme: light
theme-dark = Theme: dark
copy-link = Copy link
link-copied = Link copied
download = Download
key-figures = Key figures
change-up = up
change-down = down
pager = Pages of the list
pager-range = { $from } to { $to } of { $of }
pager-before = Previous
pager-after = Next
progress = Progress
cancel = Cancel
yes = yes
no = no

# nothing yet
empty-lede = Import orders and this page says what your customers are worth.
empty-import = Import orders to begin
empty-import-text = An export of orders or order lines is enough: customer, date and amount. Tenure finds the columns and shows what it understood before anything changes.
empty-run = Start a run
empty-run-text = Orders are here, and no run has valued them yet. A run takes from seconds to a few minutes; the page shows how far it is.

# signing in
sign-in = Sign in
sign-in-text = The figures are for those who work with them.
sign-in-link = Open the link that was shown when the server was started. It works once; start the server again for another, or set a password with “tenure access password”.
sign-in-password = Password
sign-in-wrong = That is not the password.
sign-in-link-used = This link was used before, or is of another start of the server.
sign-out = Sign out

# faults
fault-missing = There is no such page
fault-missing-text = Look whether the address is whole; what it names may have been removed.
fault-wrong = This cannot be asked
fault-wrong-text = Nothing was changed.
fault-method = This cannot be asked in that way
fault-method-text = Nothing was changed.
fault-nothing = There is nothing to show yet
fault-nothing-text = Import orders first.
fault-unknown = Sign in first
fault-unknown-text = The figures are for those who work with them.
fault-denied = This is not allowed
fault-denied-text = Nothing was changed. Open the page again and try once more.
fault-elsewhere = Wrong address
fault-elsewhere-text = Open the address that was shown when the server was started.
fault-busy = Something else is at work
fault-busy-text = Nothing was changed. One import or run goes on at a time; see Data.
fault-too-large = This is too large
fault-too-large-text = Nothing was changed. The server can be started with a higher --upload-limit.
fault-too-many = Too many requests
fault-too-many-text = Nothing was changed.
fault-slow = It took too long
fault-slow-text = Try again; while a large run is at work, answers take longer.
fault-engine = Something went wrong here
fault-engine-text = What was there before is as it was. The server's log says more.
fault-no-page = There is no page `{ $name }`.
fault-no-file = There is no file `{ $name }`.
fault-no-run = There is no run `{ $name }`.
fault-no-job = There is no job `{ $name }`; the server may have been started again since.
fault-no-figure = There is no figure `{ $name }`.
fault-no-document = There is no document `{ $name }`.
fault-no-customer = There is no customer `{ $name }`.
fault-no-customer-in-run = There is no customer `{ $name }` in `{ $run }`.
fault-not-scored = `{ $run }` holds no values within { $horizon } on { $basis }. Choose another horizon or basis, or start a run that values it.
fault-field-share = “{ $name }” is `{ $value }`; use a share from 0 to 1.
fault-field-amount = “{ $name }” is `{ $value }`; use a number such as 250 or 99.5.
fault-field-count = “{ $name }” is `{ $value }`; use a whole number.
fault-field-day = “{ $name }” is `{ $value }`; use a day such as 2026-03-31.
fault-busy-wait = Another import or run is at work; wait until it has finished.
fault-too-many-wait = Wait { $n } seconds.
fault-back = To the overview

# data
data-none = Nothing was imported yet
data-none-text = Import an export of your shop, till or CRM; several files at once are fine.
data-answer =
    { $n-is ->
        [one] One row came in, and it is accounted for
       *[other] { $n } rows came in, and every one is accounted for
    }
data-answer-apart =
    { $n-is ->
        [one] One row was
       *[other] { $n } rows were
    } in the files, and { $counted } are accounted for: they do not add up
data-answer-rejected =
    { $n-is ->
        [one] One row came in
       *[other] { $n } rows came in
    }; { $rejected-is ->
        [one] one could not be read
       *[other] { $rejected } could not be read
    }
data-lede =
    { $imported-is ->
        [one] One is
       *[other] { $imported } are
    } in the figures or counted apart, { $excluded-is ->
        [one] one was
       *[other] { $excluded } were
    } left out on purpose, { $rejected-is ->
        [one] one was
       *[other] { $rejected } were
    } rejected. The last import was on { $date }.
data-of-files = { $shown } of { $n } files
data-older = Older
data-latest = The latest
data-reconciliation = Reconciliation
data-reconciliation-text = Imported, left out and rejected rows add up to the files.
data-adds-up-not = does not add up
data-adds-up = adds up
data-in-files =
    The files held { $n-is ->
        [one] one row
       *[other] { $n } rows
    }, each content once.
run-as-of = As of (else the last day with an order)
run-start = Start a run
jobs-at-work =
    { $n-is ->
        [one] One job is at work
       *[other] { $n } jobs are at work
    }

# import
import = Import
import-action = Import data
import-title = Import files
import-lede = Orders, order lines or payments, as CSV, Parquet or JSON lines. Nothing changes until you have seen what was understood.
import-steps = Steps
import-step-choose = Choose files
import-step-check = Check what was understood
import-step-load = Import
import-drop = Drop files here or choose them
import-formats = CSV (also packed with gzip), Parquet or JSON lines, { $size } together at most
import-continue = Continue
import-looking = Reading the files
import-looking-text = Everything is read once, to count and to check. Nothing is changed.
import-check = Check what was understood of { $files }
import-check-lede =
    { $n-is ->
        [one] One row
       *[other] { $n } rows
    } in { $files }. Nothing has been changed yet.
import-open = Something is left open in { $files }
import-open-text = The files themselves do not settle it. Say it below; they are kept.
import-fault = This was not understood
import-notes = Look at this first
import-note-rejected =
    { $file }: { $n-is ->
        [one] one row
       *[other] { $n } rows
    } cannot be read and will be in the file of rejects, with line and reason.
import-note-statuses =
    { $file }: { $n-is ->
        [one] one row has
       *[other] { $n } rows have
    } a status that is not known; they count as placed.
import-note-times =
    { $file }: { $n-is ->
        [one] one time
       *[other] { $n } times
    } came twice when the clock was set back; the first is taken.
import-settle = Only you can settle this
import-settle-delimiter = Say below what stands between the fields.
import-settle-decimal = Say below whether a comma or a point stands before the fraction.
import-settle-date-order = Say below in which order day, month and year stand.
import-settle-columns = Say below which column means what.
import-settle-vat = Say below whether amounts include VAT, and at which rate.
import-settle-source = Say below which source these files are of.
import-settle-other = Change what is said below, or send another file.
import-kept = The files are kept for a day, so that they need not be sent again.
import-say = Say this
import-columns = Columns of { $file }
import-columns-text = What each column is taken to mean, from its name. Change what is wrong.
import-column = Column in the file
import-values = First values
import-means = Means
import-read-as = Read as
import-empty = (empty)
import-unused = – not used –
import-date = date
import-settings = What the files do not say
import-settings-text = Empty is: as found in the file, or as the settings of the source say.
import-from-file = as found
import-kind = What a row is
import-decimal = Decimal sign
import-date-order = Order of dates
import-delimiter = Between fields
import-encoding = Encoding
import-header = First row names the columns
import-source = Name of the source
import-currency = Currency, where none is given
import-zone = Time zone, where none is given
import-vat = VAT: net, or gross:21
import-channel = Channel, where none is given
import-skip = Lines above the header
import-exported-at = Exported at: of two copies of a row the later export stays
import-of-one = What { $file } alone does not say
import-first = First rows in { $table }
import-decisions = What was decided, and why
import-what = What
import-value = Outcome
import-evidence = Evidence
import-then-run = Value the customers afterwards
import-go = Import
import-check-again = Check again
import-discard = Discard the files
kind-orders = Orders: a row an order
kind-order-lines = Order lines: a row a line
kind-invoice-lines = Invoice lines with credit notes
kind-shopify-orders = Shopify orders
kind-woocommerce-orders = WooCommerce orders
kind-stripe-payments = Stripe payments
decimal-comma = comma
decimal-point = point
date-order-dmy = day, month, year
date-order-mdy = month, day, year
date-order-ymd = year, month, day
delimiter-comma = comma
delimiter-semicolon = semicolon
delimiter-tab = tab
delimiter-pipe = vertical bar
delimiter-blanks = blanks
table-orders = orders
table-order_lines = order lines
table-refunds = refunds
table-customer_records = customers
table-contact_points = contact data
role-customer_id = Customer number
role-email = E-mail address
role-phone = Telephone number
role-loyalty_id = Loyalty card number
role-account_id = Business account
role-name = Full name
role-first_name = Given name
role-last_name = Family name
role-company = Company
role-street = Street
role-house_number = House number
role-postcode = Postal code
role-city = City
role-country = Country
role-order_id = Order number
role-line_id = Number of the line
role-ordered_at = Ordered on
role-ordered_time = Time of day
role-updated_at = Last changed on
role-amount = Amount
role-quantity = Pieces
role-unit_price = Price of a piece
role-currency = Currency
role-status = Status
role-channel = Channel
role-location = Shop or site
role-tax = VAT
role-tax_rate = VAT rate
role-shipping = Shipping
role-discount = Discount
role-coupon = Discount code
role-cost = Cost of the goods
role-unit_cost = Cost of a piece
role-fees = Fees
role-product_id = Article number
role-description = Article
role-refunded = Refunded
role-cancelled_at = Cancelled on
role-subtotal = Sum of the lines
role-line_discount = Discount on the line
role-tags = Labels
role-mode = Live or test
role-captured = Paid out

# jobs
job-import = Import
job-import-running = The import is at work
job-import-done = The import is done
job-import-failed = The import stopped; nothing was changed
job-run = Run
job-run-running = The run is at work
job-run-done = The run is done
job-run-failed = The run stopped; nothing was changed
job-running-text = You may leave this page; the work goes on, and Data shows the result.
job-done-text = The pages show it at once.
job-failed-text = The figures are those of before.
job-failed-why = Why it stopped
job-again = Try again
job-in-log = The server's log says it.
job-refresh = See how far it is
job-see = To the overview
job-table = In the lake
table-new = Rows added
table-updated = Rows replaced
job-not-run = Imported, but not valued
job-removed =
    { $n ->
        [one] One row was removed: its order came in a newer version without it.
       *[other] { $n } rows were removed: their orders came in a newer version without them.
    }
job-older =
    { $n ->
        [one] One row differs from what is there and was not taken: it is older than another copy.
       *[other] { $n } rows differ from what is there and were not taken: they are older than another copy.
    }
job-tied =
    { $n ->
        [one] One row differs from what is there and was not taken: another export with the same last date stands. Import the file again and say when it was exported, if it is the newer one.
       *[other] { $n } rows differ from what is there and were not taken: another export with the same last date stands. Import the files again and say when they were exported, if they are the newer ones.
    }
job-run-did = { $run } values the customers as of { $date }; it took { $seconds } s.
job-run-same = Nothing was stale as of { $date }: the figures of before hold ({ $run }, { $seconds } s).
step-done = done
step-now = under way
step-failed = stopped
step-begin = Beginning
step-reading = Reading { $what }
step-merging = Merging with what was there
step-summarising-customers = Summarising customers
step-fitting = Fitting { $what }
step-scoring-customers = Valuing customers
step-adding-up = Adding up

# overview
overview-since = vs { $date }
overview-points = { $n } pt
overview-all = All customers
overview-see-data = See Data
overview-see-models = See Models
overview-nobody = No customer has a value in this run
overview-nobody-text = Import orders that name their customer, then run again under Data.

# value breakdown
value-answer = On average a customer is worth { $mean } { $ahead }; half are worth less than { $median }
value-lede-parts = An order brings { $order }, a customer orders { $frequency } times a year, and { $alive } of the customers are expected to be still buying.
value-lede-gap =
    The formula, which multiplies averages, says { $formula }: { $direction ->
        [close] close to the model, which values each customer apart.
        [more] { $share } more than the model, which values each customer apart.
       *[less] { $share } less than the model, which values each customer apart.
    }
value-tree = What the value is made of
value-tree-text = Large: as it was counted. Small under it: what the model expects.
value-model = the model says { $amount }
value-times = times
value-over = divided by
value-order-model = { $amount } expected, discounted
value-order-margin = { $amount } margin expected, discounted
value-frequency-model = { $n } expected { $ahead }
value-years-model = { $share } still buying today
value-margin-none = the basis is revenue
value-margin-known = of sales with known costs
value-margin-estimated =
    { $n-is ->
        [one] for one customer
       *[other] for { $n } customers
    } a set percentage
value-averages = customers, all their purchases together
value-occasions = purchases
value-observed = years since their first
value-costed = Revenue with known costs
value-tenths = Who brings it

# customers
customers-answer =
    { $n-is ->
        [one] One customer
       *[other] { $n } customers; the best tenth brings { $share } of what is to come
    }
customers-match =
    { $n-is ->
        [one] One of { $all } customers fits
       *[other] { $n } of { $all } customers fit
    }
customers-no-match = None of { $all } customers fits
customers-lede =
    Sorted by “{ $column }”, { $direction ->
        [largest-day] latest first.
        [smallest-day] earliest first.
        [largest-name] from Z to A.
        [smallest-name] from A to Z.
        [smallest-amount] smallest first.
       *[largest-amount] largest first.
    } A customer's name leads to the whole history.
customers-total = So far and to come together
customers-download = Download CSV
customers-choose = Choose customers
customers-search = Part of the customer's number
customers-apply = Apply
customers-clear = Clear
customers-more = More filters
customers-any = any chance
customers-at-least = at least { $share }
customers-at-most = at most { $share }
customers-alive-from = Still buying
customers-alive-to = and
customers-clv-from = To come, from
customers-clv-to = To come, below
customers-historic-from = So far, from
customers-orders-from = Orders, from
customers-orders-to = Orders, to
customers-last-order-from = Last order, from
customers-last-order-to = Last order, to
customers-none = Nobody here
customers-none-text = Widen or clear the filters to see customers again.
customers-all = All { $n }
customers-chosen =
    { $n-is ->
        [one] The one that fits
       *[other] These { $n } together
    }

# one customer
customer-answer = { $customer } has brought { $historic } and is expected to bring { $clv } { $ahead }
customer-answer-lost = Refunds to { $customer } exceed what was sold: { $historic } so far, and { $clv } is expected { $ahead }
customer-likely = Very likely still a customer: the chance of still buying is { $p }.
customer-rather = Rather still a customer than not: the chance of still buying is { $p }.
customer-hardly = More likely gone than not: the chance of still buying is { $p }.
customer-left = Has probably left: the chance of still buying is { $p }.
customer-last =
    The last order was { $n-is ->
        [one] one day
       *[other] { $n } days
    } before the as-of date, on { $date }.
customer-last-today = The last order was on the as-of date itself, { $date }.
customer-next = If still buying, the next order comes between { $from } and { $to }, four times in five.
customer-alive = Still buying { $p }
customer-once = Bought once
customer-refunds = Refunds above average
customer-no-interval = No interval in this run
customer-value = Value
customer-newer = Orders as this run saw them can no longer be read: channels, history and probabilities below are of what is there now.
customer-total = Total value
customer-total-tip = Value so far plus the expected discounted value within the horizon.
customer-since =
    { $n-is ->
        [one] one order
       *[other] { $n } orders
    } since { $date }
customer-expectation = expectation, discounted
customer-spend = expected order
customer-purchases = orders expected
customer-rest = discounting
customer-spend-margin = margin of an expected order
customer-every = Every horizon and basis
customer-every-text = What the run says of this customer; the formula is the textbook's, for comparison.
customer-due = Next order
customer-due-text = If this customer still buys.
customer-due-median = As likely before as after
customer-due-from = One in ten before
customer-due-to = One in ten after
customer-due-scale = From { $date } on: the band is the window, the point its middle.
customer-due-none = The run says no day for it.
customer-short = In short
customer-number = Number
customer-source = Source
customer-first = First order
customer-days = Days with a purchase
customer-repeat-value = Mean repeat purchase
customer-refund-count = Refunds
customer-margin-estimated = Gross margin, estimated
customer-channels = By channel
customer-channels-text = Orders before refunds, largest amount first.
customer-channel = Channel
customer-until = last on { $date }
customer-events = Orders and refunds
customer-events-text =
    { $n-is ->
        [one] One event
       *[other] { $n } events
    }, latest first.
customer-latest = The latest { $shown } of { $n }, latest first.
customer-earlier = { $n } earlier
customer-order = Order { $id }
customer-refund-of = Refund of order { $id }
customer-refund = Refund { $id }
channel-web = Web shop
channel-store = Store
channel-marketplace = Marketplace
channel-phone = Telephone
channel-field_sales = Field sales
channel-unknown = Channel not known
status-failed = failed
status-placed = placed
status-paid = paid
status-partially_refunded = partly refunded
status-refunded = refunded
status-cancelled = cancelled
status-test = test
status-cancellation = cancellation
status-return = return
status-refund = refund

# models page
models-answer = The model places { $share } of the customers at the number of repeat purchases that was counted
models-answer-poor = The model misplaces { $rest } of the customers: read the value of a single customer with care
models-answer-unknown = The models are fitted; there is nothing to compare them with
models-lede-tracked = { $counted } repeat purchases were counted where the model expects { $expected }.
models-lede-fitted =
    Fitted on { $n-is ->
        [one] one customer
       *[other] { $n } customers
    } as of { $date } ({ $run }).
models-converged = Each fit found the best parameters: it converged.
models-not-converged =
    { $n-is ->
        [one] One fit
       *[other] { $n } fits
    } did not converge: the parameters are where the search stopped, and may not be the best.
models-fitted = What was fitted
models-fitted-text = Parameters that make the counted purchases most likely; twice the standard error to both sides holds about 95% of what is plausible.
models-assumed = What the models assume
models-assume-bg-nbd = While customers are active they buy at random moments, each at a steady rate of their own, and after each repeat purchase they may leave for good, unseen. Rates and chances of leaving differ between customers and do not change over time: seasons and promotions are not in it.
models-assume-mbg-nbd = While customers are active they buy at random moments, each at a steady rate of their own, and after each purchase, the first included, they may leave for good, unseen. Rates and chances of leaving differ between customers and do not change over time: seasons and promotions are not in it.
models-assume-gamma-gamma = The amounts of a customer's purchases vary around a mean of the customer's own that does not change over time. How much somebody spends says nothing about how often they buy; where it does, the busiest customers are valued too low or too high.
models-more = All of it: equations, limits, proof

# classes of rows beside those above
class-order = Orders
class-guest-order = Orders without a customer
class-guest-refund = Refunds without a customer
class-cancelled = Cancelled orders
class-amount-too-large = Amount too large
class-date-before-1990 = Date before 1990
class-date-in-the-future = Date in the future
class-line-without-its-order = Line without its order
class-no-amount = No amount
class-no-date = No date
class-unreadable-vat = VAT not readable
class-unreadable-amount = Amount not readable
class-unreadable-currency = Currency not readable
class-wrong-number-of-fields = Wrong number of fields
class-nul-bytes = Damaged
class-wrong-encoding = Wrong encoding
class-too-long = Too long
class-open-quote = Quote never closed
class-no-json-object = No JSON object
why-order = the basis of every figure
why-guest-order = real, but nobody to value: counted apart
why-guest-refund = given back to nobody known: counted apart
why-cancelled = taken back before anything was charged
data-rejects = Rejects

# columns of first rows
first-order_id = Order
first-line_no = Line
first-refund_id = Refund
first-record_id = Customer
first-ordered_on = Ordered on
first-refunded_on = Refunded on
first-channel = Channel
first-location = Location
first-status = Status
first-currency = Currency
first-gross = With VAT
first-discount = Discount
first-shipping = Shipping
first-tax = VAT
first-net = Without VAT
first-cost = Cost
first-fees = Fees
first-coupon = Code
first-product_id = Article
first-description = Description
first-quantity = Pieces
first-unit_price = Price of a piece
first-unit_cost = Cost of a piece
first-amount = Amount
first-reason = Reason
