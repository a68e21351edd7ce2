-- One row per total that the department published, with ours for the same days.
with layer_days as (
    select
        event,
        day,
        n,
    from daily_counts
    where layer = $layer
)

select
    totals.event,
    totals.first_on,
    totals.last_on,
    totals.published,
    totals.entry,
    coalesce(sum(layer_days.n), 0)::bigint as ours,
from reconciliation as totals
left join layer_days
    on
        totals.event = layer_days.event
        and layer_days.day between totals.first_on and totals.last_on
group by all
order by totals.first_on, totals.event
