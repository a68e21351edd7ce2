-- One row per month in which complaints were received or closed, of all time. A complaint whose day
-- received is not known has no days watched, and is left out.
with moved as (
    select
        month,
        n as received,
        0 as closed,
    from complaint_durations
    where
        layer = $layer
        and ($area_id is null or area_id = $area_id)
        and days is not null
    union all
    select
        closed_month as month,
        0 as received,
        n as closed,
    from complaint_durations
    where
        layer = $layer
        and ($area_id is null or area_id = $area_id)
        and closed_month is not null
        and days is not null
)

select
    month,
    sum(received)::bigint as received,
    sum(closed)::bigint as closed,
from moved
group by month
order by month
