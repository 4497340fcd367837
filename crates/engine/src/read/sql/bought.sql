-- What customers have done up to as-of.
-- Grain: one row. Reads: customer_summaries. Writes: nothing.
-- Units: amounts in the workspace currency without VAT; customer_weeks is the sum of the ages.
select
    count(*)                                              as customers,
    sum(case when frequency = 0 then 1 else 0 end)        as once,
    sum(orders)                                           as orders,
    min(first_order)                                      as first_order,
    max(last_order)                                       as last_order,
    sum(age)                                              as customer_weeks,
    sum(gross_revenue)                                    as gross_revenue,
    sum(refunded)                                         as refunded,
    sum(revenue)                                          as revenue,
    sum(unmatched_refunds)                                as unmatched_refunds,
    sum(margin)                                           as margin,
    sum(case when margin_estimated then 1 else 0 end)     as margin_estimated
from customer_summaries
where summary_id = $summary_id
