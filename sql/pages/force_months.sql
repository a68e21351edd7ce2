-- One row per month: incidents with force of one area, or of the whole city, of all time.
select
    month,
    sum(incidents_n)::bigint as n,
from force_totals
where layer = $layer and ($area_id is null or area_id = $area_id)
group by month
order by month
