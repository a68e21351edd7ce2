-- One row per file, fate and reason.
-- $source is a source of the files, $dataset that of which its rows are accounted.
with kept as (
    select kept_rows.row_key
    from core.kept_rows as kept_rows
    inner join core.files as files on file_of(kept_rows.row_key) = files.file_no
    where kept_rows.dataset = $dataset and files.source = $source
),

fates as (
    select
        row_key,
        'kept' as fate,
        null as reason,
    from kept
    union all
    select
        row_key,
        fate,
        reason,
    from core.row_fates
    where source = $source
)

select
    file_of(row_key) as file_no,
    fate,
    reason,
    count(*) as rows_n,
from fates
group by file_of(row_key), fate, reason
order by file_no, fate, reason
