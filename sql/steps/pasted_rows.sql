-- One row, or none: the longest stretch of rows that follow each other again in the same order.
-- `raw_contents` holds the content of each raw row of a source. The step from a row to its like is
-- the same for a whole stretch, and no shorter than it; rows that repeat the row before them are no
-- stretch.
with contents as (
    select
        row_key,
        content,
    from raw_contents
),

repeats as (
    select
        row_key,
        content,
        lag(row_key) over (partition by content order by row_key) as original_key,
    from contents
),

stretches as (
    select
        min(row_key) as first_key,
        max(row_key) as last_key,
        count(*) as rows_n,
        count(distinct content) as contents_n,
        min(original_key) as original_key,
        row_key - original_key as step,
    from repeats
    where original_key is not null
    group by step, file_of(row_key)
),

files as (
    select
        file_of(row_key) as file_no,
        any_value(source_file) as file,
        count(*) as rows_n,
    from raw_contents
    group by file_of(row_key)
)

select
    files.file,
    row_of(stretches.first_key) as first_row,
    row_of(stretches.last_key) as last_row,
    stretches.rows_n,
    originals.file as original_file,
    row_of(stretches.original_key) as original_row,
from stretches
inner join files on file_of(stretches.first_key) = files.file_no
inner join files as originals on file_of(stretches.original_key) = originals.file_no
where
    stretches.step >= stretches.contents_n
    -- without a date, rows of two files may be of two years
    and ($is_dated or files.file_no = originals.file_no)
    and (
        stretches.contents_n >= getvariable('pasted_rows')
        or (stretches.contents_n > 2 and 2 * stretches.rows_n >= files.rows_n)
    )
    -- nearly all of the stretch, not rows that happen to lie as far apart
    and stretches.rows_n
    >= getvariable('pasted_share') * (stretches.last_key - stretches.first_key + 1)
order by stretches.rows_n desc
limit 1
