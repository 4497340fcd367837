-- Refunds that an order's own row tells as one sum without a date, beyond those that have rows of their own.
-- grain:  one row per order of which more was given back than its dated refunds say
-- reads:  refunded_orders (the merged orders of one bucket that tell such a sum), dated_refunds (its merged refunds)
-- writes: rows of refunds, dated as their orders, and as new as them
-- units:  money in the order's currency, without VAT
-- The sum and the dated rows speak of the same money: what the rows have is not given back twice. The two may differ by
-- half a cent a row, since VAT is taken off each of them. An order made from lines in a second currency has a number of
-- its own; the refunds of its currency name the number of its group.
WITH dated AS (
  SELECT source, order_id, currency, sum(amount) AS amount, 0.005 * count(*) AS rounding
  FROM dated_refunds
  WHERE order_id IS NOT NULL
  GROUP BY source, order_id, currency
)
SELECT
  o.source,
  concat(o.order_id, ':refunded') AS refund_id,
  o.group_id,
  o.order_id,
  o.record_id,
  o.guest,
  o.ordered_at       AS refunded_at,
  o.ordered_on       AS refunded_on,
  false              AS date_known,
  o.refunded - coalesce(d.amount, 0) AS amount,
  'refund'           AS reason,
  o.currency,
  o.version_at,
  o.content_hash,
  o.source_file,
  o.imported_at,
  o.bucket
FROM refunded_orders o
LEFT JOIN dated d ON d.source = o.source AND d.order_id = o.group_id AND d.currency = o.currency
WHERE o.refunded - coalesce(d.amount, 0) > coalesce(d.rounding, 0)
