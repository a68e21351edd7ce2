-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(call_date), '') is null then 'date_missing'
        when
            parse_time(call_date) is null
            or cast(parse_time(call_date) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    -- no number of a call was seen: each row is a call
    concat_ws(' row ', source_file, source_row) as call_id,
    parse_time(call_date) as received_at,
    trim(call_type) as call_type,
from raw
