-- Customers ranked by a measure, best first, in a hundred buckets of equal size: what the concentration
-- curves, the tenths and the exact medians are made of.
-- Grain: measure x bucket. Reads: scores. Writes: nothing.
-- Units: amounts in the scope's currency, on the basis. `middle` sums the one or two customers in the
-- middle of the ranking and `middles` counts them; only the bucket that holds them has any.
-- Ties: among equal values the larger `historic` comes first, so that every sum is the same each time.
with measured as (
    select 'clv' as measure, future as value, historic, future
    from scores where score_id = $score_id and horizon = $horizon and basis = $basis
    union all
    select 'historic' as measure, historic as value, historic, future
    from scores where score_id = $score_id and horizon = $horizon and basis = $basis
    union all
    select 'total' as measure, total as value, historic, future
    from scores where score_id = $score_id and horizon = $horizon and basis = $basis
),
ranked as (
    select
        measure, value, historic, future,
        cast(row_number() over (partition by measure order by value desc, historic desc) as bigint) - 1 as place
    from measured
)
select
    measure,
    place * 100 / $customers                                                                    as bucket,
    count(*)                                                                                    as customers,
    sum(value)                                                                                  as value,
    sum(historic)                                                                               as historic,
    sum(future)                                                                                 as clv,
    sum(case when place = ($customers - 1) / 2 or place = $customers / 2 then value end)        as middle,
    sum(case when place = ($customers - 1) / 2 or place = $customers / 2 then 1 else 0 end)     as middles
from ranked
group by measure, place * 100 / $customers
order by measure, bucket
