-- Who is valued and at what, for one horizon and basis.
-- Grain: one row. Reads: scores. Writes: nothing.
-- Units: amounts in `currency`, on the basis; expected_purchases in occasions within the horizon.
select
    count(*)                as customers,
    sum(p_alive)            as expected_alive,
    sum(expected_purchases) as expected_purchases,
    sum(historic)           as historic,
    sum(future)             as clv,
    sum(total)              as total,
    sum(formula_clv)        as formula_clv,
    min(currency)           as currency,
    min(model)              as model
from scores
where score_id = $score_id and horizon = $horizon and basis = $basis
