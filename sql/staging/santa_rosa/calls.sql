-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault(objectid), date_fault(date)) as set_aside,
    -- no number of a call was seen; the layer's key begins anew in each year's file
    concat_ws(' ', source_file, objectid) as call_id,
    parse_time(date) as received_at,
from raw
