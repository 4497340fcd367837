-- What the imported files held, counted as they were read: apart from the classes of their rows, so that the two can be
-- held against each other.
-- Grain: one row. `files` and `latest` are of all imports, `rows` of each file's content once, as in classes.sql.
-- Reads: imports. Writes: nothing.
select
    count(*)                                                    as files,
    cast(coalesce(sum(rows) filter (where copy = 1), 0) as bigint) as rows,
    max(imported_at)                                            as latest
from (
    select
        rows, imported_at,
        row_number() over (partition by source, file_hash order by imported_at desc, import_id desc) as copy
    from imports
    where imported_at <= $finished_at
)
