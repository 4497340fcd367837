-- The last day on which anything was ordered or given back: up to here the company was looking.
-- A guest's order says so as well as a known customer's, and a cancelled one as well as a paid one.
-- grain: one row
-- reads: orders, refunds
SELECT max(day)
FROM (
  SELECT ordered_on AS day FROM orders WHERE status <> 'test' AND currency = $currency AND ordered_on <= $as_of
  UNION ALL
  SELECT refunded_on FROM refunds WHERE currency = $currency AND refunded_on <= $as_of
) AS moved
