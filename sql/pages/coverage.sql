-- One row per dataset, month and field: records, and how many hold the field.
select
    dataset,
    month,
    field,
    rows_n,
    filled_n,
from coverage
order by dataset, field, month
