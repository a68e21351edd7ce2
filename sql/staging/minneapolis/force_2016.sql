-- One row per act of force, 2016 to August 2021; an incident is all acts of one day and time.
select
    raw.source_file,
    raw.source_row,
    date_fault(raw.response_datetime) as set_aside,

    ---------- the incident: no column numbers it, see city.toml
    strftime(parse_time(raw.response_datetime), '%Y-%m-%d %H:%M:%S') as incident_id,
    cast(parse_time(raw.response_datetime) as date) as occurred_on,
    parse_time(raw.response_datetime) as occurred_at,
    trim(raw.problem) as reason,
    coalesce(kinds.kind, raw.force_type) as force_type,
    -- Central is a community as well, and the neighborhood lies in another
    case
        when raw.neighborhood = 'Central' then 'Central (neighborhood)'
        else nullif(raw.neighborhood, 'NA')
    end as place_name,
    nullif(raw.precinct, '0') as district,

    ---------- the person: no number tells persons apart, so two alike in all this are one
    concat_ws('/', raw.race, raw.sex, raw.age) as person_key,
    race_of(raw.race) as person_race,
    sex_of(raw.sex) as person_sex,
    nullif(try_cast(raw.age as integer), 0) as person_age,
    lower(trim(raw.type_resistance)) as resistance,
    yes_no(raw.subject_injury) as is_person_injured,
from raw
left join codes_force_kinds as kinds
    on upper(trim(raw.force_type) || '|' || trim(raw.force_type_action)) = kinds.code
