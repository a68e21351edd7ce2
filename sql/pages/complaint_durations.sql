-- One row per source, days watched (null: not known) and whether closed, for one area of a layer or
-- the whole city.
select
    complaint_source,
    days,
    closed_month is not null as is_closed,
    sum(n)::bigint as n,
from complaint_durations
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by complaint_source, days, is_closed
