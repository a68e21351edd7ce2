-- One row per source and outcome of complaints, for one area of a layer or the whole city.
select
    complaint_source,
    disposition,
    sum(n)::bigint as n,
from complaint_breakdowns
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by complaint_source, disposition
