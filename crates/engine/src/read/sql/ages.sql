-- Customers by age: with a fitted model, what it takes to expect their numbers of repeats.
-- Grain: distinct age (a day apart, so as many as the data has days). Reads: customer_summaries.
-- Writes: nothing. Units: age in weeks.
select age, count(*) as customers
from customer_summaries
where summary_id = $summary_id
group by age
order by age
