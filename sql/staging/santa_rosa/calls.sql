-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(objectid), '') is null then 'id_missing'
        when nullif(trim(date), '') is null then 'date_missing'
        when
            parse_time(date) is null
            or cast(parse_time(date) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    -- no number of a call was seen; the layer's key begins anew in each year's file
    concat_ws(' ', source_file, objectid) as call_id,
    parse_time(date) as received_at,
from raw
