-- error: in every layer, the days of the marts add up to the records of the core tables
with core_totals as (
    select 'force' as event, count(*) as n from core.force_incidents
    union all
    select 'complaints' as event, count(*) as n from core.complaints
    union all
    select 'calls' as event, count(*) as n from core.calls
),

mart_totals as (
    select
        layer,
        event,
        sum(n) as n,
    from marts.daily_counts
    group by layer, event
)

select
    layers.layer,
    core_totals.event,
    core_totals.n as in_core,
    coalesce(mart_totals.n, 0) as in_marts,
from core_totals
cross join (select distinct layer from core.areas) as layers
left join mart_totals
    on core_totals.event = mart_totals.event and layers.layer = mart_totals.layer
where core_totals.n <> coalesce(mart_totals.n, 0)
