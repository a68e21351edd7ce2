-- One row per month note.
select
    month,
    entry,
from month_notes
order by month
