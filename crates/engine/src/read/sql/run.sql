-- One run.
-- Grain: one row, or none. Reads: runs. Writes: nothing.
select run_id, started_at, finished_at, as_of, summary_id, fit_ids, score_id, manifest
from runs
where run_id = $run_id
