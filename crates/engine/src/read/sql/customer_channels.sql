-- One customer's orders by channel.
-- Grain: channel. Reads: counted_orders. Writes: nothing. Units: amounts in $currency without VAT, before refunds.
select channel, count(*) as orders, sum(net) as amount, max(ordered_on) as last_order
from counted_orders
where source = $source and record_id = $record_id and not guest and currency = $currency and ordered_on <= $as_of
group by channel
order by amount desc, channel
