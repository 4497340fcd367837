-- What customers have done up to as-of.
-- Grain: one row. Reads: customer_summaries. Writes: nothing.
-- Units: amounts in the workspace currency without VAT; ages are in weeks, a year has 365.25 days.
-- yearly_revenue is the mean of what each customer brought a year since the first order, over at least a year and never
-- below zero, and margin_ratio looks only where costs are known: the terms in which the formula CLV was scored.
select
    count(*)                                              as customers,
    sum(case when frequency = 0 then 1 else 0 end)        as once,
    sum(orders)                                           as orders,
    min(first_order)                                      as first_order,
    max(last_order)                                       as last_order,
    sum(frequency + 1)                                    as occasions,
    avg(greatest(cast(revenue as double), 0) / greatest(age * 7 / 365.25, 1)) as yearly_revenue,
    cast(sum(revenue) as double) / sum(frequency + 1)     as average_order,
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
