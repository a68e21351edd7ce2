-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault(case_number), date_fault(datetime)) as set_aside,
    upper(trim(case_number)) as call_id,
    parse_time(datetime) as received_at,
    trim(nature) as call_type,
    trim(district) as place_name,
from raw
