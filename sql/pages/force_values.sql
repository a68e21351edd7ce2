-- One row per field and value: incidents of one area, or of the whole city, in a period.
select
    field,
    value,
    sum(incidents_n)::bigint as n,
from force_breakdowns
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by field asc, n desc, value asc
