-- Horizons and bases a run kept findings for.
-- Grain: one horizon and basis. Reads: findings. Writes: nothing.
select horizon, basis
from findings
where score_id = $score_id and horizon <> ''
order by horizon, basis
