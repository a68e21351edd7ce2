-- One row per month and value of a field: people in incidents with force, and those incidents.
select
    month,
    value,
    persons_n,
    incidents_n,
from person_breakdowns
where field = $field
order by month, value
