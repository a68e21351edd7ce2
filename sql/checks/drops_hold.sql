-- error: a correction that drops rows finds exactly the rows it was proved on
select
    correction_id,
    source,
    rows_expected,
    rows_n,
from core.corrections
where action = 'drop' and rows_n <> rows_expected
