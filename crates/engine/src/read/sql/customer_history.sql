-- One customer's orders and refunds up to as-of, latest first.
-- Grain: order or refund; `events` counts all of them, the rows are the latest. Reads: orders, refunds.
-- Writes: nothing. Units: amounts in the row's currency without VAT, negative for a refund.
-- Refunds are those that name the customer or an order of theirs, each once. Whatever counts nowhere is shown too,
-- with its state. Not `counted_refunds`: finding one customer's would join all orders.
with own as (
    select *
    from orders
    where source = $source and record_id = $record_id and ordered_on <= $as_of
),
back as (
    select refund_id, order_id, refunded_on, refunded_at, reason, currency, amount
    from refunds
    where source = $source and record_id = $record_id and refunded_on <= $as_of
    union
    select r.refund_id, r.order_id, r.refunded_on, r.refunded_at, r.reason, r.currency, r.amount
    from refunds r
    join own o on o.source = r.source and o.order_id = r.order_id
    where r.source = $source and r.refunded_on <= $as_of
),
history as (
    select 'order' as kind, ordered_on as day, ordered_at as at, order_id as id, cast(null as varchar) as order_id, channel, status,
        currency, net as amount
    from own
    union all
    select 'refund' as kind, refunded_on as day, refunded_at as at, refund_id as id, order_id, cast(null as varchar) as channel,
        reason as status, currency, -amount as amount
    from back
)
select kind, day, id, order_id, channel, status, currency, amount, count(*) over () as events
from history
order by at desc, kind, id
limit $most
