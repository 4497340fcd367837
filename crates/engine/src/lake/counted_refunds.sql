-- Refunds that count, whose they are, and what is known of the order that each takes back.
-- grain:  one refund
-- reads:  refunds; judged_orders (orders, each with whether it counts)
-- writes: ordered_on, order_net and order_cost of the order, empty where the refund names none that the lake has in
--         its currency
-- units:  money in the row's currency without VAT; days are local calendar days
-- A refund that names an order is that order's customer's, since exports of refunds often name nobody. One that names
-- an order which counts nowhere counts nowhere: there is no sale that it could take back.
SELECT
  r.source,
  r.refund_id,
  r.order_id,
  coalesce(o.record_id, r.record_id) AS record_id,
  coalesce(o.guest, r.guest)         AS guest,
  r.refunded_at,
  r.refunded_on,
  r.date_known,
  r.amount,
  r.quantity,
  r.product_id,
  r.reason,
  r.currency,
  CASE WHEN o.currency = r.currency THEN o.ordered_on END AS ordered_on,
  CASE WHEN o.currency = r.currency THEN o.net END        AS order_net,
  CASE WHEN o.currency = r.currency THEN o.cost END       AS order_cost
FROM refunds r
LEFT JOIN judged_orders o ON o.source = r.source AND o.order_id = r.order_id
WHERE coalesce(o.counts, true)
