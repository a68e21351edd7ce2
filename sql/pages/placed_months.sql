-- One row per dataset, layer and month: records, and how many have an area of the layer.
select
    event as dataset,
    layer,
    month,
    sum(n)::bigint as rows_n,
    coalesce(sum(n) filter (where area_id <> 'unknown'), 0)::bigint as placed_n,
from monthly_counts
where event in ('force', 'complaints', 'calls')
group by all
order by dataset, layer, month
