-- One row per allegation and finding, for one area of a layer or the whole city.
select
    allegation,
    finding,
    sum(n)::bigint as n,
from allegation_breakdowns
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by all
order by allegation, finding
