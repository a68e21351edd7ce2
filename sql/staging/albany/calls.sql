-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    date_fault(call_date) as set_aside,
    -- no number of a call was seen: each row is a call
    concat_ws(' row ', source_file, source_row) as call_id,
    parse_time(call_date) as received_at,
    trim(call_type) as call_type,
from raw
