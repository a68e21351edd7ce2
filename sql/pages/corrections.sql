-- One row per correction applied to the source.
select
    correction_id,
    source,
    dataset,
    action,
    rows_expected,
    rows_n,
    entry,
from corrections
order by correction_id
