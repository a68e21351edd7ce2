-- One row per dataset and field: whether any record holds it, so that the city publishes it.
select
    dataset,
    field,
    sum(filled_n) > 0 as is_filled,
from coverage
group by dataset, field
