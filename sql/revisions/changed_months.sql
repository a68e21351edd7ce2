-- One row per dataset and month whose records differ between two vintages: how many, and how.
--
-- A record that moved to another month is removed from one and added to the other, so that
-- now = before + added - removed.
with paired as (
    select
        dataset,
        before.month as month_before,
        now.month as month_now,
        before.state is distinct from now.state as is_altered,
    from (
        select
            dataset,
            record_id,
            cast(date_trunc('month', day) as date) as month,
            hash(day, fields) as state,
        from earlier.main.record_states
    ) as before
    full join (
        select
            dataset,
            record_id,
            cast(date_trunc('month', day) as date) as month,
            hash(day, fields) as state,
        from later.main.record_states
    ) as now
        using (dataset, record_id)
),

sides as (
    select
        dataset,
        month_before as month,
        1 as before,
        0 as now,
        0 as added,
        (month_now is distinct from month_before)::integer as removed,
        (is_altered and month_now is not distinct from month_before)::integer as altered,
    from paired
    where month_before is not null
    union all
    select
        dataset,
        month_now as month,
        0 as before,
        1 as now,
        (month_now is distinct from month_before)::integer as added,
        0 as removed,
        0 as altered,
    from paired
    where month_now is not null
)

select
    dataset,
    month,
    sum(before)::bigint as before,
    sum(now)::bigint as now,
    sum(added)::bigint as added,
    sum(removed)::bigint as removed,
    sum(altered)::bigint as altered,
from sides
group by dataset, month
having sum(added) + sum(removed) + sum(altered) > 0
order by dataset, month
