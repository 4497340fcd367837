-- The last day on which a known customer ordered.
-- grain: one row
-- reads: orders
SELECT max(ordered_on)
FROM orders
WHERE NOT guest AND status NOT IN ('cancelled', 'test') AND currency = $currency AND ordered_on <= $as_of
