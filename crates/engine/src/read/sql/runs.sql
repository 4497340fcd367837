-- Runs, latest first: those before $before, all when it is empty.
-- Grain: run. Reads: runs. Writes: nothing.
select run_id, started_at, finished_at, as_of, summary_id, fit_ids, score_id, manifest
from runs
where $before = '' or run_id < $before
order by run_id desc
limit $most
