-- Files imported up to a moment, latest import first, from a place on: all when $import_id is empty, else what comes after
-- the file $file of that import.
-- Grain: file of an import. Reads: imports. Writes: nothing.
select import_id, source, file, kind, imported_at, rows, inserted, updated
from imports
where imported_at <= $finished_at
    and ($import_id = '' or import_id < $import_id or (import_id = $import_id and file > $file))
order by import_id desc, file
limit $most
