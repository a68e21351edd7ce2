-- One row per file, fate and reason.
select
    file_of(row_key) as file_no,
    fate,
    reason,
    count(*) as rows_n,
from core.row_fates
group by file_of(row_key), fate, reason
order by file_no, fate, reason
