-- One row per day of the week and hour (null: not published) of incidents, for an area or the city.
select
    weekday,
    hour,
    sum(n)::bigint as n,
from force_hours
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by weekday, hour
