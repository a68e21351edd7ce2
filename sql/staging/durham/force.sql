-- One row per row of the force file; rows of one number are one incident.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault("IA Number"), date_fault("Occurred Date")) as set_aside,
    upper(trim("IA Number")) as incident_id,
    cast(parse_time("Occurred Date") as date) as occurred_on,
from raw
