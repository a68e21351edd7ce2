-- One row per call.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(case_number), '') is null then 'id_missing'
        when nullif(trim(datetime), '') is null then 'date_missing'
        when
            parse_time(datetime) is null
            or cast(parse_time(datetime) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    upper(trim(case_number)) as call_id,
    parse_time(datetime) as received_at,
    trim(nature) as call_type,
    trim(district) as place_name,
from raw
