-- One row per month, starter, priority and step of response time, for one area of a layer.
select
    month,
    initiated_by,
    priority,
    from_s,
    sum(n)::bigint as n,
    sum(seconds)::bigint as seconds,
from call_responses
where
    layer = $layer
    and area_id = $area_id
    and month between $first and $last
group by all
order by all
