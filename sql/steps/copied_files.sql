-- One row, or none: the file with the largest share of rows that another file of its source holds.
-- `raw_contents` holds the content of each raw row of the source.
with contents as (
    select
        file_of(row_key) as file_no,
        source_file as file,
        content,
    from raw_contents
),

files as (
    select
        file_no,
        any_value(file) as file,
        count(*) as rows_n,
        count(distinct content) as contents_n,
    from contents
    group by file_no
),

distinct_contents as (
    select distinct
        file_no,
        content,
    from contents
),

shared as (
    select
        copies.file_no,
        originals.file_no as original_no,
        count(*) as shared_n,
    from distinct_contents as copies
    inner join distinct_contents as originals
        on copies.content = originals.content and copies.file_no > originals.file_no
    group by copies.file_no, originals.file_no
)

select
    files.file,
    originals.file as other_file,
    shared.shared_n,
    files.rows_n,
from shared
inner join files on shared.file_no = files.file_no
inner join files as originals on shared.original_no = originals.file_no
where shared.shared_n > getvariable('copied_share') * least(files.contents_n, originals.contents_n)
order by shared.shared_n desc
limit 1
