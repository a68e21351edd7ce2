-- One row per area, month and event, for one layer.
select
    area_id,
    month,
    event,
    n,
from monthly_counts
where layer = $layer
