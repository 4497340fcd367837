-- One customer up to as-of.
-- Grain: one row, or none. Reads: customer_summaries. Writes: nothing.
-- Units: weeks; amounts in the workspace currency without VAT.
select
    customer_id, first_order, last_order, frequency, recency, age, monetary_value, days_since_last_order,
    orders, refunds, gross_revenue, refunded, revenue, margin, margin_estimated
from customer_summaries
where summary_id = $summary_id and customer_id = $customer_id
