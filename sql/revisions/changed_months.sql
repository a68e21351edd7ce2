-- One row per dataset and month whose records differ between two vintages: how many, and how.
--
-- A record that moved to another month is removed from one and added to the other, so that
-- now = before + added - removed.
with paired as (
    select
        dataset,
        before.month as month_before,
        now.month as month_now,
        (before.state is distinct from now.state) as is_altered,
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
        cast(month_now is distinct from month_before as integer) as removed,
        cast(is_altered and month_now is not distinct from month_before as integer) as altered,
    from paired
    where month_before is not null
    union all
    select
        dataset,
        month_now as month,
        0 as before,
        1 as now,
        cast(month_now is distinct from month_before as integer) as added,
        0 as removed,
        0 as altered,
    from paired
    where month_now is not null
)

select
    dataset,
    month,
    cast(sum(before) as bigint) as before,
    cast(sum(now) as bigint) as now,
    cast(sum(added) as bigint) as added,
    cast(sum(removed) as bigint) as removed,
    cast(sum(altered) as bigint) as altered,
from sides
group by dataset, month
having sum(added) + sum(removed) + sum(altered) > 0
order by dataset, month
