-- Models fitted on the run's summaries.
-- Grain: fit. Reads: model_fits. Writes: nothing.
select fit_id, model, fit, converged
from model_fits
where summary_id = $summary_id
order by model, fit_id
