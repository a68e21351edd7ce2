-- error: no file loses more rows to faults than its size, its dataset and the last build bear
-- The limits are those of data/limits.toml. A file into which a fetch put the rows of no year is
-- all faults: it is held against all rows of its source.
with files as (
    select
        source,
        file,
        is_explained,
        is_undated,
        case
            when is_undated then sum(rows_read) over (partition by source) else rows_read
        end as rows_read,
    from core.read_files
),

faults as (
    select
        dataset,
        source,
        file,
        reason,
        rows_n,
    from core.file_faults
    where list_contains(getvariable('faults'), reason)
),

before as (
    select
        published.source,
        faults.reason,
        faults.rows_n / published.rows_read as share,
    from (
        select
            source,
            sum(rows_read) as rows_read,
        from previous.read_files
        group by source
    ) as published
    inner join (
        select
            source,
            reason,
            sum(rows_n) as rows_n,
        from previous.file_faults
        group by source, reason
    ) as faults using (source)
),

by_fault as (
    select
        faults.dataset,
        faults.source,
        faults.file,
        faults.reason,
        faults.rows_n,
        files.rows_read,
        -- of the dataset's other files; null where there is none
        case
            when not files.is_undated
                then
                    (
                        sum(faults.rows_n) over (partition by faults.dataset, faults.reason)
                        - faults.rows_n
                    )
                    / nullif(dataset_files.rows_read - files.rows_read, 0)
        end as share_of_others,
        -- null where the source is new
        case
            when faults.source in (select read_files.source from previous.read_files)
                then coalesce(before.share, 0)
        end as share_before,
    from faults
    inner join files using (source, file)
    inner join (
        select
            dataset,
            sum(rows_read) as rows_read,
        from core.read_files
        group by dataset
    ) as dataset_files on faults.dataset = dataset_files.dataset
    left join before on faults.source = before.source and faults.reason = before.reason
),

broken as (
    select
        source,
        file,
        reason,
        rows_n,
        rows_read,
        least(share_of_others, share_before) as usual_share,
    from by_fault
    where
        rows_n >= getvariable('set_aside_rows')
        and rows_n / rows_read
        > least(share_of_others, share_before) + getvariable('set_aside_more')
    union all
    select
        faults.source,
        faults.file,
        'all' as reason,
        sum(faults.rows_n) as rows_n,
        any_value(files.rows_read) as rows_read,
        null as usual_share,
    from faults
    inner join files using (source, file)
    group by faults.source, faults.file
    having
        sum(faults.rows_n) > getvariable('set_aside_most') * any_value(files.rows_read)
        or (
            sum(faults.rows_n) >= getvariable('set_aside_rows')
            and sum(faults.rows_n) > getvariable('set_aside_share') * any_value(files.rows_read)
        )
)

select
    broken.source,
    broken.file,
    broken.reason,
    broken.rows_n as rows_set_aside,
    broken.rows_read,
    broken.usual_share,
from broken
inner join files using (source, file)
where not files.is_explained
order by broken.source, broken.file, broken.reason
