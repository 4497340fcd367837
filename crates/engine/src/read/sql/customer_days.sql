-- The days of one customer's purchase occasions.
-- Grain: day. Reads: counted_orders. Writes: nothing. A day's first sale makes the occasion.
select distinct ordered_on as day
from counted_orders
where source = $source and record_id = $record_id and not guest and currency = $currency and ordered_on <= $as_of
    and net >= 0
order by 1
