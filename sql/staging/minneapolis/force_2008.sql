-- One row per act of force, 2008 to June 2018; an incident is all acts of one day and time.
with acts as (
    select
        *,
        "INCIDENT_DATE" || ' ' || "INCIDENT_TIME" as moment,
    from raw
)

select
    acts.source_file,
    acts.source_row,
    case
        when acts."INCIDENT_DATE" = 'ResponseDate' then 'header_repeated'
        -- 87 rows a year that hold no kind of force, no person and no place, all at midnight
        -- of January 1
        when nullif(trim(acts."TYPE_OF_FORCE_USED"), '') is null then 'empty_row'
        else date_fault(acts.moment)
    end as set_aside,

    ---------- the incident: no column numbers it, see city.toml
    strftime(parse_time(acts.moment), '%Y-%m-%d %H:%M:%S') as incident_id,
    cast(parse_time(acts.moment) as date) as occurred_on,
    parse_time(acts.moment) as occurred_at,
    coalesce(kinds.kind, acts."TYPE_OF_FORCE_USED") as force_type,
    -- 0 stands where no point was entered
    nullif(try_cast(acts."LOCATION_LONGITUDE" as double), 0) as longitude,
    nullif(try_cast(acts."LOCATION_LATITUDE" as double), 0) as latitude,
    nullif(acts."LOCATION_DISTRICT", '0') as district,

    ---------- the person: no number tells persons apart, so two alike in all this are one
    concat_ws('/', acts."SUBJECT_RACE", acts."SUBJECT_GENDER", acts."SUBJECT_AGE") as person_key,
    race_of(acts."SUBJECT_RACE") as person_race,
    sex_of(acts."SUBJECT_GENDER") as person_sex,
    nullif(try_cast(acts."SUBJECT_AGE" as integer), 0) as person_age,
    -- named so in the header, but the second header says TypeOfResistance
    lower(trim(acts."REASON_FOR_FORCE")) as resistance,
    -- where both files tell of an injury, -1 is Yes in the newer one and 0 is No
    case trim(acts."SUBJECT_INJURY") when '-1' then true when '0' then false end
        as is_person_injured,
from acts
left join codes_force_kinds as kinds
    on
        upper(trim(acts."TYPE_OF_FORCE_USED") || '|' || trim(acts."WEAPON_OR_TOOL_USED"))
        = kinds.code
