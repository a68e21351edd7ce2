-- One row per officer of an incident.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault(casenumber), date_fault(occurreddatetime)) as set_aside,
    upper(trim(casenumber)) as incident_id,
    cast(parse_time(occurreddatetime) as date) as occurred_on,
    parse_time(occurreddatetime) as occurred_at,
from raw
