-- One row per dataset and field of its files that any record has a value in.
select
    dataset,
    field,
from published_fields
where filled_n > 0
