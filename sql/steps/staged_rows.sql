-- One row per row that a staging query delivers, named and held against repeated headers.
-- `delivered` is the staging query of the source (data/stage.py).
-- A source delivers some of the contract's columns, so they cannot be listed.
select
    delivered.* replace ( -- noqa: AM04
        case
            when header_rows.row_key is not null then 'header_repeated'
            else delivered.set_aside
        end as set_aside
    ),
    $source as source,
    row_key(files.file_no, delivered.source_row) as row_key,
    false as is_superseded,
from delivered
inner join core.files as files
    on delivered.source_file = files.file and files.source = $source
left join (select distinct row_key from raw.header_rows) as header_rows
    on row_key(files.file_no, delivered.source_row) = header_rows.row_key
