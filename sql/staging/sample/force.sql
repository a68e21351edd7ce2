-- One row per officer, person and incident.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        id_fault(raw."Case Number"),
        case when trim(raw."Case Number") like 'TEST%' then 'test_record' end,
        date_fault_since(raw.occurred, date '2016-01-01')
    ) as set_aside,

    ---------- the incident
    trim(raw."Case Number") as incident_id,
    cast(parse_time(raw.occurred) as date) as occurred_on,
    parse_time(raw.occurred) as occurred_at,
    try_cast(raw."Block Longitude" as double) as longitude,
    try_cast(raw."Block Latitude" as double) as latitude,
    raw.district,
    raw.reason,
    try_cast(raw."Force Level" as integer) as force_level,
    raw."Force Type" as force_type,
    raw."Firearm Pointed" = 'Yes' as is_firearm_pointed,
    raw."De-escalation Attempted" = 'Yes' as is_deescalation_attempted,
    raw."Crisis Involved" = 'Yes' as is_behavioral_crisis,
    raw."Review Outcome" as disposition,

    ---------- the person
    raw."Subject No" as person_key,
    coalesce(races.race, 'unknown') as person_race,
    case raw."Subject Sex"
        when 'M' then 'male'
        when 'F' then 'female'
        when 'X' then 'other'
        else 'unknown'
    end as person_sex,
    try_cast(raw."Subject Age" as integer) as person_age,
    raw."Subject Injured" = 'Yes' as is_person_injured,
    raw."Subject Hospitalized" = 'Yes' as is_person_hospitalized,
    raw."Subject Arrested" = 'Yes' as is_person_arrested,
    raw."Subject Armed" = 'Yes' as is_person_armed,
    raw.resistance,

    ---------- the officer
    raw."Officer ID" as officer_key,
    raw."Officer Injured" = 'Yes' as is_officer_injured,
    coalesce(types.weapon, 'unknown') as officer_weapon,
    raw."Camera Footage" = 'Yes' as has_camera_footage,
from raw
left join codes_races as races on upper(trim(raw."Subject Race")) = races.code
left join codes_force_types as types on raw."Force Type" = types.code
