-- One row per area, month and event, for one layer.
select
    area_id,
    date_trunc('month', day)::date as month,
    event,
    sum(n)::bigint as n,
from daily_counts
where layer = $layer
group by all
