-- One row per force report: an officer, a person and an incident.
select
    source_file,
    source_row,
    case when parse_time(trr_date) is null then 'date_impossible' end as set_aside,
    trr_id as incident_id,
    cast(parse_time(trr_date) as date) as occurred_on,
    try_cast(longitude as double) as longitude,
    try_cast(latitude as double) as latitude,
    beat as place_name,
    '1' as person_key,
    subject_injured = 'Yes' as is_person_injured,
    officer_injured = '1' as is_officer_injured,
from raw
