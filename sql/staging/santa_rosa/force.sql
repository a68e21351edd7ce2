-- One row per row of the force file; rows of one number are one incident.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim(incidentnumber), '') is null then 'id_missing'
        when nullif(trim(occurreddate), '') is null then 'date_missing'
        when
            parse_time(occurreddate) is null
            or cast(parse_time(occurreddate) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    upper(trim(incidentnumber)) as incident_id,
    cast(parse_time(occurreddate) as date) as occurred_on,
from raw
