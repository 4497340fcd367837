-- Customers by value to come, four bins to a factor of ten.
-- Grain: bin; bin n holds 10^(n/4) up to but not including 10^((n+1)/4), an empty bin number holds less
-- than 0.01. Reads: scores. Writes: nothing. Units: amounts in the scope's currency, on the basis.
select
    case when future >= 0.01 then cast(floor(log10(future) * 4) as bigint) end as bin,
    count(*)                                                                  as customers,
    sum(future)                                                               as clv
from scores
where score_id = $score_id and horizon = $horizon and basis = $basis
group by 1
order by 1
