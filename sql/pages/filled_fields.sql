-- One row per dataset and field that any record holds: what the city publishes.
select distinct
    dataset,
    field,
from coverage
where filled_n > 0
