-- What a run kept of all customers together.
-- Grain: one row or none. Reads: findings. Writes: nothing.
select findings
from findings
where score_id = $score_id and horizon = $horizon and basis = $basis
