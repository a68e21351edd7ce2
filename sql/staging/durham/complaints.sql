-- One row per row of the complaints file; rows of one number are one complaint.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault("IA Number"), date_fault("Received Date")) as set_aside,
    upper(trim("IA Number")) as complaint_id,
    cast(parse_time("Received Date") as date) as received_on,
    'public' as complaint_source,     -- the workbook is named citizen complaints
from raw
