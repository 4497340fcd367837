-- What each customer bought and gave back, as the summaries take it.
-- grain:  one row per order and per refund of a known customer
-- reads:  counted_orders, counted_refunds
-- writes: customer_id, day, amount (negative for a refund), margin (null where nothing is known of costs);
--         the plan of the summaries keeps the amounts whose margin is known apart
-- estimated is true where a percentage stands in for a cost, else null
-- units:  money in $currency without VAT; days are local calendar days
-- A refund that names its order lowers that order's day; one that does not keeps its own day, and lowers
-- the latest occasion before it. Both count only from the day they happened.
SELECT concat(source, ':', record_id) AS customer_id, ordered_on AS day, net AS amount,
       CASE WHEN cost IS NOT NULL THEN net - cost
            WHEN $gross_margin IS NOT NULL THEN CAST(CAST(net AS DOUBLE) * $gross_margin AS DECIMAL(18, 6)) END AS margin,
       CASE WHEN cost IS NULL THEN true END AS estimated
FROM counted_orders
WHERE NOT guest AND currency = $currency AND ordered_on <= $as_of
UNION ALL
-- The goods come back with the money, at the order's own margin.
SELECT concat(source, ':', record_id),
       CASE WHEN ordered_on <= $as_of THEN ordered_on ELSE refunded_on END,
       -amount,
       CASE WHEN order_cost IS NOT NULL AND order_net <> 0
            THEN CAST(-CAST(amount AS DOUBLE) * CAST(order_net - order_cost AS DOUBLE) / CAST(order_net AS DOUBLE) AS DECIMAL(18, 6))
            ELSE CAST(-CAST(amount AS DOUBLE) * $gross_margin AS DECIMAL(18, 6)) END,
       CASE WHEN order_cost IS NULL OR order_net = 0 THEN true END
FROM counted_refunds
-- A refund of nothing gives nothing back, and a zero would stand for a sale.
WHERE NOT guest AND currency = $currency AND refunded_on <= $as_of AND amount <> 0
