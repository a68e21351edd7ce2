-- One row per record that an earlier vintage has otherwise, and per field that differs.
--
-- kind: `added` came late, for a day that the earlier vintage already had; `removed` is gone;
-- `changed` has another value in `field`. Days after the earlier vintage's last are no revision.
with last_days as (
    select
        dataset,
        max(day) as day,
    from earlier.main.record_states
    group by dataset
),

-- the narrow join first: of millions of records, few differ
differing as (
    select
        dataset,
        record_id,
    from (select dataset, record_id, hash(day, fields) as state from record_states) as now
    full join
        (
            select dataset, record_id, hash(day, fields) as state
            from earlier.main.record_states
        ) as before
        using (dataset, record_id)
    where now.state is distinct from before.state
),

paired as (
    select
        differing.dataset,
        differing.record_id,
        cast(date_trunc('month', coalesce(before.day, now.day)) as date) as month,
        before.fields as fields_before,
        now.fields as fields_now,
    from differing
    left join record_states as now using (dataset, record_id)
    left join earlier.main.record_states as before using (dataset, record_id)
    inner join last_days on differing.dataset = last_days.dataset
    where before.day is not null or now.day <= last_days.day
),

changed as (
    select
        dataset,
        record_id,
        month,
        unnest(map_keys(fields_now)) as field,
        unnest(map_values(fields_before)) as value_before,
        unnest(map_values(fields_now)) as value_now,
    from paired
    where fields_before is not null and fields_now is not null
)

select
    dataset,
    record_id,
    month,
    case when fields_before is null then 'added' else 'removed' end as kind,
    null as field,
    null as value_before,
    null as value_now,
from paired
where fields_before is null or fields_now is null
union all
select
    dataset,
    record_id,
    month,
    'changed' as kind,
    field,
    value_before,
    value_now,
from changed
where value_before is distinct from value_now
order by dataset, month, kind, record_id, field
