-- Orders of sources that give lines only.
-- grain:  one row per source, order_id and currency
-- reads:  merged_lines (the merged lines of one bucket; `apart` is true of those that count nowhere)
-- writes: rows of orders; version_at and content_hash are the least there are, so that an order the source
--         itself gave stays before the one made from its lines
-- units:  money in the order's currency, without VAT. Amounts of two currencies are never added: the first
--         currency in the alphabet has the order's number, another has `<number>:<currency>`
-- Lines that count nowhere are of account in an order that has no others, and which then counts nowhere itself.
-- The cost of an order is known when that of each of its lines is.
WITH lines AS (
  SELECT *,
         coalesce(status = 'refunded', false)                           AS all_back,
         coalesce(status IN ('refunded', 'partially_refunded'), false)  AS some_back,
         coalesce(status = 'paid', false)                               AS paid
  FROM merged_lines
),
orders AS (
  SELECT
    source, order_id, currency,
    min(group_id)    AS group_id,
    min(record_id)   AS record_id,
    bool_and(guest)  AS guest,
    min(ordered_at)  AS ordered_at,
    min(ordered_on)  AS ordered_on,
    min(channel)     AS channel,
    min(location)    AS location,
    min(CASE WHEN apart THEN status END)           AS status_apart,
    bool_and(apart OR all_back)                    AS all_back,
    bool_or(some_back)                             AS some_back,
    bool_and(apart OR paid)                        AS paid,
    sum(net)                                       AS net_apart,
    sum(CASE WHEN NOT apart THEN net END)          AS net,
    sum(CASE WHEN NOT apart THEN quantity * unit_cost END) AS cost,
    count(CASE WHEN NOT apart THEN unit_cost END)  AS costs,
    sum(CASE WHEN NOT apart THEN refunded END)     AS refunded,
    count(CASE WHEN NOT apart THEN 1 END)          AS counted,
    count(*)                                       AS all_lines,
    min(source_file) AS source_file,
    min(imported_at) AS imported_at,
    min(bucket)      AS bucket
  FROM lines
  GROUP BY source, order_id, currency
),
mixed AS (
  SELECT source, order_id, min(currency) AS first_currency
  FROM merged_lines
  GROUP BY source, order_id
  HAVING min(currency) <> max(currency)
)
SELECT
  o.source,
  CASE WHEN o.currency <> m.first_currency THEN concat(o.order_id, ':', o.currency) ELSE o.order_id END AS order_id,
  o.group_id,
  o.record_id,
  o.guest,
  o.ordered_at,
  o.ordered_on,
  coalesce(o.channel, 'unknown') AS channel,
  o.location,
  CASE WHEN o.counted = 0 THEN o.status_apart
       WHEN o.all_back    THEN 'refunded'
       WHEN o.some_back   THEN 'partially_refunded'
       WHEN o.paid        THEN 'paid'
       ELSE 'placed' END AS status,
  o.currency,
  CASE WHEN o.counted = 0 THEN o.net_apart ELSE o.net END AS net,
  CASE WHEN o.costs = o.counted THEN o.cost END AS cost,
  o.refunded,
  CASE WHEN o.counted = 0 THEN o.all_lines ELSE o.counted END AS line_count,
  o.source_file,
  o.imported_at,
  o.bucket
FROM orders o
LEFT JOIN mixed m ON m.source = o.source AND m.order_id = o.order_id
