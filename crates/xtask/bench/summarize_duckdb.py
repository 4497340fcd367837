"""DuckDB's part of `cargo xtask bench`: orders in, one row a customer out, as Parquet.

The same answer as `tenure summarize` without `litt`, which needs the days in order and would cost DuckDB a
window over all of them. Same-day orders are one occasion; the as-of date is the last day of the file.

    python summarize_duckdb.py ORDERS OUT.parquet CUSTOMER TIME AMOUNT
"""

import sys

import duckdb

orders, out, customer, time, amount = sys.argv[1:]
reader = "read_csv" if orders.endswith(".csv") else "read_parquet"

duckdb.execute(
    f"""
    COPY (
        WITH days AS (
            SELECT "{customer}" AS customer_id, CAST("{time}" AS DATE) AS day, sum("{amount}") AS value
            FROM {reader}('{orders}')
            GROUP BY ALL
        ),
        last_day AS (SELECT max(day) AS as_of FROM days),
        customers AS (
            SELECT
                customer_id,
                count(*) - 1 AS frequency,
                min(day) AS first_order,
                max(day) AS last_order,
                sum(value) - arg_min(value, day) AS repeat_value
            FROM days
            GROUP BY customer_id
        )
        SELECT
            customer_id,
            frequency,
            (last_order - first_order) / 7.0 AS recency,
            (as_of - first_order) / 7.0 AS age,
            CASE WHEN frequency > 0 THEN repeat_value / frequency ELSE 0 END AS monetary_value,
            first_order,
            last_order
        FROM customers, last_day
        ORDER BY customer_id
    ) TO '{out}' (FORMAT parquet)
    """
)
