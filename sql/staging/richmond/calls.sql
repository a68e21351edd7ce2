-- One row per call, traffic stop or pedestrian stop.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(
        id_fault(cadagencyeventnumber),
        date_fault(createddateutc),
        case when upper(trim(city)) <> 'RICHMOND' then 'elsewhere' end
    ) as set_aside,
    upper(trim(cadagencyeventnumber)) as call_id,
    parse_time(createddateutc) as received_at,
    coalesce(nullif(trim(secondaryeventtype), ''), trim(eventtype)) as call_type,
    trim(disposition) as outcome,
from raw
