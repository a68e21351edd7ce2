-- One row per field of force that the city publishes, whatever the period.
select distinct field
from force_breakdowns
