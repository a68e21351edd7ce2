-- warning: every correction still finds the rows it was made for
select
    correction_id,
    source,
    rows_expected,
    rows_n,
from core.corrections
where rows_n <> rows_expected
