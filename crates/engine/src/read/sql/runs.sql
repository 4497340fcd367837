-- Runs, latest first.
-- Grain: run. Reads: runs. Writes: nothing.
select run_id, started_at, finished_at, as_of, summary_id, fit_ids, score_id, manifest
from runs
order by run_id desc
limit $most
