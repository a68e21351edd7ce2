-- error: in every layer, each of the marts adds up to the records of the core tables
with core_totals as (
    select 'force' as event, count(*) as n from core.force_incidents
    union all
    select 'complaints' as event, count(*) as n from core.complaints
    union all
    select 'calls' as event, count(*) as n from core.calls
),

mart_totals as (
    select layer, event, 'daily_counts' as mart, sum(n) as n
    from marts.daily_counts
    group by layer, event
    union all
    select layer, 'complaints' as event, 'complaint_breakdowns' as mart, sum(n) as n
    from marts.complaint_breakdowns
    group by layer
    union all
    select layer, 'calls' as event, 'calls_cube' as mart, sum(n) as n
    from marts.calls_cube
    group by layer
    union all
    select layer, 'calls' as event, 'call_outcomes' as mart, sum(n) as n
    from (
        select layer, n from marts.call_outcomes
        union all
        -- calls whose outcome is not told
        select layer, 1 as n from marts.coarse_calls
    ) as outcomes
    group by layer
    union all
    select layer, 'calls' as event, 'call_week_hours' as mart, sum(n) as n
    from (
        select layer, n from marts.call_week_hours
        union all
        -- calls whose hour is not told
        select layer, 1 as n from marts.coarse_calls
    ) as hours
    group by layer
    union all
    select layer, 'force' as event, 'force_hours' as mart, sum(n) as n
    from marts.force_hours
    group by layer
),

expected as (
    select 'daily_counts' as mart, event from core_totals
    union all
    select 'complaint_breakdowns' as mart, 'complaints' as event
    union all
    select 'calls_cube' as mart, 'calls' as event
    union all
    select 'call_outcomes' as mart, 'calls' as event
    union all
    select 'call_week_hours' as mart, 'calls' as event
    union all
    select 'force_hours' as mart, 'force' as event
)

select
    layers.layer,
    expected.mart,
    expected.event,
    core_totals.n as in_core,
    coalesce(mart_totals.n, 0) as in_marts,
from expected
inner join core_totals on expected.event = core_totals.event
cross join (select distinct layer from core.areas) as layers
left join mart_totals
    on
        expected.mart = mart_totals.mart
        and expected.event = mart_totals.event
        and layers.layer = mart_totals.layer
where core_totals.n <> coalesce(mart_totals.n, 0)
