-- Orders of sources that give lines only.
-- grain:  one row per source and order_id
-- reads:  merged_lines (the merged lines of one bucket)
-- writes: rows of orders; version_at and content_hash are the least there are, so that an order the source
--         itself gave stays before the one made from its lines
-- units:  money in the order's currency, without VAT
SELECT
  source,
  order_id,
  min(group_id)    AS group_id,
  min(record_id)   AS record_id,
  bool_and(guest)  AS guest,
  min(ordered_at)  AS ordered_at,
  min(ordered_on)  AS ordered_on,
  'unknown'        AS channel,
  'placed'         AS status,
  min(currency)    AS currency,
  sum(net)         AS net,
  sum(CASE WHEN unit_cost IS NOT NULL THEN quantity * unit_cost END) AS cost,
  count(*)         AS line_count,
  min(source_file) AS source_file,
  min(imported_at) AS imported_at,
  min(bucket)      AS bucket
FROM merged_lines
GROUP BY source, order_id
