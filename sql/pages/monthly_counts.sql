-- One row per month and event, for one area of a layer or the whole city.
select
    date_trunc('month', day)::date as month,
    event,
    sum(n)::bigint as n,
from daily_counts
where
    layer = $layer
    and event in ($numerator, $denominator)
    and ($area_id is null or area_id = $area_id)
group by all
order by month, event
