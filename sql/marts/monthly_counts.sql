-- One row per layer, area, month and event: the days of daily_counts by month.
select
    layer,
    area_id,
    cast(date_trunc('month', day) as date) as month,
    event,
    cast(sum(n) as bigint) as n,
from marts.daily_counts
group by layer, area_id, date_trunc('month', day), event
