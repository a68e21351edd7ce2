-- One row per raw row of a source that reached staging and is not kept: what became of it.
-- `raw_contents` holds the content of each raw row of the source (data/account.py).
with others as (
    select distinct row_key
    from staging.records
    where
        dataset = $dataset
        and source = $source
        and row_key not in (
            select kept.row_key
            from core.kept_rows as kept
            where kept.dataset = $dataset
        )
),

folded as (
    select
        records.row_key,
        case
            when bool_and(records.set_aside is not null) then min(records.set_aside)
        end as set_aside,
        bool_and(records.is_superseded) as is_superseded,
    from staging.records as records
    inner join others on records.row_key = others.row_key
    where records.dataset = $dataset and records.source = $source
    group by records.row_key
),

merged_records as (
    select records.record_id
    from staging.records as records
    inner join folded using (row_key)
    where records.dataset = $dataset and folded.set_aside is null
),

-- only rows of a record that has several can repeat one another
shared as (
    select row_key
    from staging.records
    where
        dataset = $dataset
        and source = $source
        and record_id in (select merged_records.record_id from merged_records)
),

contents as (
    select
        row_key,
        content,
    from raw_contents
    where row_key in (select shared.row_key from shared)
),

several as (
    select content
    from contents
    group by content
    having count(*) > 1
),

repeated as (
    select row_key
    from contents
    where content in (select several.content from several)
    qualify row_number() over (partition by content order by row_key) > 1
)

select
    $source as source,
    folded.row_key,
    case
        when folded.set_aside is not null then 'set_aside'
        else 'merged'
    end as fate,
    case
        when folded.set_aside is not null then folded.set_aside
        when folded.is_superseded then 'older_snapshot'
        when repeated.row_key is not null then 'duplicate'
        else 'same_record'
    end as reason,
from folded
left join repeated using (row_key)
