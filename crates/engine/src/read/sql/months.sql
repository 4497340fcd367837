-- Sales and refunds of identified customers by calendar month.
-- Grain: month with any. Reads: counted_orders, counted_refunds.
-- Writes: nothing. Units: amounts in the scope's currency without VAT; a refund stands in the month it happened in.
with moved as (
    select ordered_on as day, 1 as orders, net as gross, cast(null as decimal(18, 6)) as refunded
    from counted_orders
    where not guest and currency = $currency and ordered_on <= $as_of
    union all
    select refunded_on as day, 0 as orders, cast(null as decimal(18, 6)) as gross, amount as refunded
    from counted_refunds
    where not guest and currency = $currency and refunded_on <= $as_of
)
select
    cast(date_trunc('month', day) as date) as month,
    sum(orders)                            as orders,
    sum(gross)                             as gross,
    sum(refunded)                          as refunded
from moved
group by 1
order by 1
