-- Files imported up to a moment, latest first.
-- Grain: file of an import. Reads: imports. Writes: nothing.
select import_id, source, file, kind, imported_at, rows, inserted, updated
from imports
where imported_at <= $finished_at
order by imported_at desc, import_id desc, file
limit 50
