-- One row per day of the week and hour (null: not published) of the records of a dataset whose time
-- leaves, for one area of a layer or the whole city.
with hours as (
    select
        'calls' as dataset,
        *,
    from call_week_hours
    union all by name
    select
        'force' as dataset,
        *,
    from force_hours
)

select
    weekday,
    hour,
    sum(n)::bigint as n,
from hours
where
    dataset = $dataset
    and layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by weekday, hour
