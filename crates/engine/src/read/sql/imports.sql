-- Files imported up to the run, latest first.
-- Grain: file of an import. Reads: imports. Writes: nothing.
select source, file, kind, imported_at, rows, inserted, updated
from imports
where imported_at <= $finished_at
order by imported_at desc, import_id desc, file
limit 50
