-- One row per day and area on which an event happened, for one area of a layer or all of them.
select
    day,
    area_id,
    sum(n)::bigint as n,
from daily_counts
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and event = $event
    and day between $first and $last
group by all
order by day, area_id
