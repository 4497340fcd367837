-- One customer's values.
-- Grain: horizon x basis. Reads: scores. Writes: nothing. Units: amounts in `currency`, on the basis.
select
    horizon, basis, currency, model, p_alive, expected_purchases, expected_spend, historic, future as clv,
    total, formula_clv, next_order_from, next_order, next_order_to
from scores
where score_id = $score_id and customer_id = $customer_id
order by basis desc, horizon
