-- One row per day on which an event happened in one area, or in the whole city.
select distinct day
from daily_counts
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and event = $event
    and day between $first and $last
order by day
