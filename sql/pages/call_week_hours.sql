-- One row per day of the week and hour of calls whose time leaves, for one area or the whole city.
select
    weekday,
    hour,
    sum(n)::bigint as n,
from call_week_hours
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by weekday, hour
