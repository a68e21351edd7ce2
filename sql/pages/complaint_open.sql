-- One row per month received: complaints open at the end of a month, for an area or the city. Those
-- whose day received is not known are left out, as in the backlog.
select
    month,
    sum(n)::bigint as n,
from complaint_durations
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month <= $last
    and (closed_month is null or closed_month > $last)
    and days is not null
group by month
order by month
