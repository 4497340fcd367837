-- Horizons and bases a run was scored for.
-- Grain: one horizon and basis. Reads: scores. Writes: nothing.
select distinct horizon, basis
from scores
where score_id = $score_id
order by horizon, basis
