-- One row per officer of an incident.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(casenumber), '') is null then 'id_missing'
        when nullif(trim(occurreddatetime), '') is null then 'date_missing'
        when
            parse_time(occurreddatetime) is null
            or cast(parse_time(occurreddatetime) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    upper(trim(casenumber)) as incident_id,
    cast(parse_time(occurreddatetime) as date) as occurred_on,
    parse_time(occurreddatetime) as occurred_at,
from raw
