-- Horizons and bases a run kept findings for.
-- Grain: one horizon and basis. Reads: findings. Writes: nothing.
select horizon, basis
from findings
where finding_id = $finding_id
order by horizon, basis
