-- What a run kept of all customers together.
-- Grain: one row or none. Reads: findings. Writes: nothing.
select findings
from findings
where finding_id = $finding_id and horizon = $horizon and basis = $basis
