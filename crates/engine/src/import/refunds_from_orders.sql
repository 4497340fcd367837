-- Refunds that an order's own row tells as one sum without a date.
-- grain:  one row per order that was given back in part or whole
-- reads:  refunded_orders (the merged orders of one bucket that tell such a sum)
-- writes: rows of refunds, dated as their orders, and as new as them
-- units:  money in the order's currency, without VAT
SELECT
  source,
  concat(order_id, ':refunded') AS refund_id,
  group_id,
  order_id,
  record_id,
  guest,
  ordered_at       AS refunded_at,
  ordered_on       AS refunded_on,
  false            AS date_known,
  refunded         AS amount,
  'refund'         AS reason,
  currency,
  version_at,
  content_hash,
  source_file,
  imported_at,
  bucket
FROM refunded_orders
WHERE refunded > 0 AND status NOT IN ('cancelled', 'test')
