-- Sales by currency, with and without a customer: what is counted apart from the figures.
-- Grain: currency x guest. Reads: counted_orders, counted_refunds.
-- Writes: nothing. Units: amounts in the row's currency without VAT.
with moved as (
    select currency, guest, 1 as orders, net as amount, cast(null as decimal(18, 6)) as refunded
    from counted_orders
    where ordered_on <= $as_of
    union all
    select currency, guest, 0 as orders, cast(null as decimal(18, 6)) as amount, amount as refunded
    from counted_refunds
    where refunded_on <= $as_of
)
select currency, guest, sum(orders) as orders, sum(amount) as amount, sum(refunded) as refunded
from moved
group by currency, guest
order by currency, guest
