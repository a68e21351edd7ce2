-- One row per month and event, for one area of a layer or the whole city.
select
    month,
    event,
    sum(n)::bigint as n,
from monthly_counts
where
    layer = $layer
    and event in ($numerator, $denominator)
    and ($area_id is null or area_id = $area_id)
group by all
order by month, event
