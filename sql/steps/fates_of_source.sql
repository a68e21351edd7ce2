-- One row per raw row of a source that reached staging: what became of it.
-- `raw_contents` holds the content of each raw row of the source (data/account.py).
with staged as (
    select
        row_key,
        case when bool_and(set_aside is not null) then min(set_aside) end as set_aside,
        bool_and(is_superseded) as is_superseded,
    from staging.records
    where dataset = $dataset and source = $source
    group by row_key
),

folded as (
    select
        staged.*,
        kept.row_key is not null as is_kept,
    from staged
    left join core.kept_rows as kept
        on staged.row_key = kept.row_key and kept.dataset = $dataset
),

merged_records as (
    select records.record_id
    from staging.records as records
    inner join folded using (row_key)
    where records.dataset = $dataset and folded.set_aside is null and not folded.is_kept
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
        when folded.is_kept then 'kept'
        else 'merged'
    end as fate,
    case
        when folded.set_aside is not null then folded.set_aside
        when folded.is_kept then null
        when folded.is_superseded then 'older_snapshot'
        when repeated.row_key is not null then 'duplicate'
        else 'same_record'
    end as reason,
from folded
left join repeated using (row_key)
