-- One row per raw row that was set aside.
select
    fates.source,
    files.file as source_file,
    row_of(fates.row_key) as source_row,
    fates.reason,
from core.row_fates as fates
inner join core.files as files on file_of(fates.row_key) = files.file_no
where fates.fate = 'set_aside'
order by fates.row_key
