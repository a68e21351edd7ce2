-- One row per month, category, starter, priority and responder of calls, for an area or the city.
select
    month,
    category,
    initiated_by,
    priority,
    responder,
    sum(n)::bigint as n,
from calls_cube
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by all
