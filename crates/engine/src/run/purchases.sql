-- What each customer bought and gave back, as the summaries take it.
-- grain:  one row per order and per refund of a known customer
-- reads:  orders, refunds
-- writes: customer_id, day, amount (negative for a refund), margin (null where nothing is known of costs);
--         the plan of the summaries keeps the amounts whose margin is known apart
-- estimated is true where a percentage stands in for a cost, else null
-- units:  money in $currency without VAT; days are local calendar days
-- A refund that names its order lowers that order's day; one that does not keeps its own day, and lowers
-- the latest occasion before it. Both count only from the day they happened.
WITH valued AS (
  SELECT source, order_id, record_id, ordered_on, net,
         CASE WHEN cost IS NOT NULL THEN net - cost
              WHEN $gross_margin IS NOT NULL THEN CAST(CAST(net AS DOUBLE) * $gross_margin AS DECIMAL(18, 6)) END AS margin,
         CASE WHEN cost IS NULL THEN true END AS estimated
  FROM orders
  WHERE NOT guest AND status NOT IN ('cancelled', 'test') AND currency = $currency AND ordered_on <= $as_of
),
given_back AS (
  SELECT source, order_id, record_id, refunded_on, amount
  FROM refunds
  -- A refund of nothing gives nothing back, and a zero would stand for a sale.
  WHERE NOT guest AND currency = $currency AND refunded_on <= $as_of AND amount <> 0
)
SELECT concat(source, ':', record_id) AS customer_id, ordered_on AS day, net AS amount, margin, estimated
FROM valued
UNION ALL
SELECT concat(source, ':', record_id), refunded_on, -amount,
       CAST(-CAST(amount AS DOUBLE) * $gross_margin AS DECIMAL(18, 6)), CASE WHEN order_id IS NULL THEN true END
FROM given_back
WHERE order_id IS NULL
UNION ALL
-- The goods come back with the money, at the order's own margin.
SELECT concat(r.source, ':', r.record_id), coalesce(o.ordered_on, r.refunded_on), -r.amount,
       CASE WHEN o.net <> 0 THEN CAST(-CAST(r.amount AS DOUBLE) * CAST(o.margin AS DOUBLE) / CAST(o.net AS DOUBLE) AS DECIMAL(18, 6))
            ELSE CAST(-CAST(r.amount AS DOUBLE) * $gross_margin AS DECIMAL(18, 6)) END,
       CASE WHEN o.order_id IS NULL OR o.estimated THEN true END
FROM given_back r
LEFT JOIN valued o ON o.source = r.source AND o.order_id = r.order_id
WHERE r.order_id IS NOT NULL
