-- Customers by number of repeat purchase occasions, large numbers together.
-- Grain: number of repeats, at most $most. Reads: customer_summaries. Writes: nothing.
select case when frequency < $most then frequency else $most end as repeats, count(*) as customers
from customer_summaries
where summary_id = $summary_id
group by 1
order by 1
