-- One row per row of the complaints file; rows of one number are one complaint.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault(incidentnumber), date_fault(occurreddate)) as set_aside,
    upper(trim(incidentnumber)) as complaint_id,
    cast(parse_time(occurreddate) as date) as occurred_on,
from raw
