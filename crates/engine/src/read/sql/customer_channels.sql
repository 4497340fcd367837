-- One customer's orders by channel.
-- Grain: channel. Reads: orders. Writes: nothing. Units: amounts in $currency without VAT, before refunds.
select channel, count(*) as orders, sum(net) as amount, max(ordered_on) as last_order
from orders
where source = $source and record_id = $record_id and not guest and currency = $currency and ordered_on <= $as_of
    and status not in ('cancelled', 'test')
group by channel
order by amount desc, channel
