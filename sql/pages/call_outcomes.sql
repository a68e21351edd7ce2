-- One row per outcome of calls, for one area of a layer or the whole city.
select
    outcome,
    sum(n)::bigint as n,
from call_outcomes
where
    layer = $layer
    and ($area_id is null or area_id = $area_id)
    and month between $first and $last
group by outcome
order by n desc, outcome asc
