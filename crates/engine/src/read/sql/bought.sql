-- What customers have done up to as-of.
-- Grain: one row. Reads: customer_summaries. Writes: nothing.
-- Units: amounts in the workspace currency without VAT; observed years count the first day.
-- average_order is the mean of the customers' own averages per occasion, none below zero, and margin_ratio
-- looks only where costs are known: the terms in which the formula CLV was scored.
select
    count(*)                                              as customers,
    sum(case when frequency = 0 then 1 else 0 end)        as once,
    sum(orders)                                           as orders,
    min(first_order)                                      as first_order,
    max(last_order)                                       as last_order,
    sum(frequency + 1)                                    as occasions,
    sum((age * 7 + 1) / 365.25)                           as observed_years,
    avg(greatest(cast(revenue as double) / (frequency + 1), 0)) as average_order,
    cast(sum(margin) as double) / nullif(cast(sum(costed_revenue) as double), 0)
                                                          as margin_ratio,
    sum(margin)                                           as margin,
    sum(costed_revenue)                                   as costed_revenue,
    sum(gross_revenue)                                    as gross_revenue,
    sum(refunded)                                         as refunded,
    sum(revenue)                                          as revenue,
    sum(unmatched_refunds)                                as unmatched_refunds,
    sum(case when margin_estimated then 1 else 0 end)     as margin_estimated
from customer_summaries
where summary_id = $summary_id
