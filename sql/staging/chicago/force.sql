-- One row per force report: an officer, a person and an incident; two if it names two weapons.
--
-- event_no and rd_no would join reports into incidents, but the first is missing on one side of
-- the 2017 policy date and the second stands only in the four releases behind this file. So the
-- unit is the report, and the releases are no sources of their own.
--
-- Left out because this file does not say it: the level of force, a firearm only pointed, and what
-- an armed person was armed with. Of officers' weapons it tells Taser and firearm only, so a report
-- of neither says nothing of batons or sprays: the weapon is then unknown, not none.
select
    raw.source_file,
    raw.source_row,
    coalesce(id_fault(raw.trr_id), date_fault(raw.trr_date)) as set_aside,

    ---------- the incident
    trim(raw.trr_id) as incident_id,
    cast(parse_time(raw.trr_date) as date) as occurred_on,
    -- the releases from 2017-10-16 on give the day only
    parse_time(raw.trr_datetime) as occurred_at,
    try_cast(raw.longitude as double) as longitude,
    try_cast(raw.latitude as double) as latitude,
    -- beat 0 is no beat
    nullif(regexp_replace(trim(raw.beat), '\.0$', ''), '0') as place_name,
    concat_ws(' ', raw.block, raw.direction, raw.street) as block_address,
    weapons.force_type,
    -- the district sergeant; the source doubts that an empty box means no, so it says nothing
    case
        when raw.notify_district_sergeant in ('Yes', 'Y') then true
        when raw.notify_district_sergeant = 'N' then false
    end as is_supervisor_notified,

    ---------- the person: a report is about one, and some are about none
    case when raw.subject_id is not null then '1' end as person_key,
    race_of(raw.subject_race) as person_race,
    sex_of(raw.subject_gender) as person_sex,
    try_cast(raw.subject_age as integer) as person_age,
    raw.subject_injured = 'Yes' as is_person_injured,
    raw.subject_armed = 'Yes' as is_person_armed,

    ---------- the officer: a report is one officer's
    '1' as officer_key,
    raw.officer_injured = '1' as is_officer_injured,
    coalesce(weapons.weapon, 'unknown') as officer_weapon,
from raw
left join
    (values ('Taser', 'Taser'), ('Firearm discharged', 'Firearm')) as weapons (force_type, weapon)
    on
        (weapons.force_type = 'Taser' and raw.taser = '1')
        or (weapons.force_type = 'Firearm discharged' and raw.firearm_used = '1')
