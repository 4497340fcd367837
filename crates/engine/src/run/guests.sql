-- Orders that count and name no customer.
-- grain: one row
-- reads: counted_orders
SELECT count(*)
FROM counted_orders
WHERE guest AND currency = $currency AND ordered_on <= $as_of
