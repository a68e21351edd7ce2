-- One row per call, traffic stop or pedestrian stop.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(cadagencyeventnumber), '') is null then 'id_missing'
        when nullif(trim(createddateutc), '') is null then 'date_missing'
        when
            parse_time(createddateutc) is null
            or cast(parse_time(createddateutc) as date) > retrieved_on()
            then 'date_impossible'
        when upper(trim(city)) <> 'RICHMOND' then 'elsewhere'
    end as set_aside,
    upper(trim(cadagencyeventnumber)) as call_id,
    parse_time(createddateutc) as received_at,
    coalesce(nullif(trim(secondaryeventtype), ''), trim(eventtype)) as call_type,
    trim(disposition) as outcome,
from raw
