-- One row per row of the force file; rows of one number are one incident.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim("IA Number"), '') is null then 'id_missing'
        when nullif(trim("Occurred Date"), '') is null then 'date_missing'
        when
            parse_time("Occurred Date") is null
            or cast(parse_time("Occurred Date") as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    upper(trim("IA Number")) as incident_id,
    cast(parse_time("Occurred Date") as date) as occurred_on,
from raw
