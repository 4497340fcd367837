-- What became of every row of every file up to the run, each file's content once: a file imported again
-- changes nothing in the lake and must not count twice here.
-- Grain: class x disposition x currency. Reads: imports, import_classes. Writes: nothing.
-- Units: amounts in the row's currency, unrounded.
with latest as (
    select import_id, file
    from (
        select
            import_id, file,
            row_number() over (partition by source, file_hash order by imported_at desc, import_id desc) as copy
        from imports
        where imported_at <= $finished_at
    )
    where copy = 1
)
select
    c.class, c.disposition, c.currency,
    sum(c.rows)       as rows,
    sum(c.amount)     as amount,
    sum(c.unreadable) as unreadable
from import_classes c
join latest l on l.import_id = c.import_id and l.file = c.file
group by c.class, c.disposition, c.currency
order by c.currency, c.disposition, rows desc, c.class
