-- One row per force report, officer and kind of person (the dataset of 1996 to 2020).
--
-- No number stands for the event. Each person and each kind of force has a report of its own
-- (INCIDENT_NO; in the records system of 2019 it is blank and CASE_NO holds the report), so the
-- reports of one call on one day are one incident. Where no call is named, the case number is it.
--
-- Left out because the file does not say it: the officers, who have no number (a row that repeats
-- another may be a second officer of the same sex and race); an injury, which is the reason of one
-- kind of report and not noted in the others.
with reports as (
    select
        *,
        regexp_replace(upper(cfs_no), '[^A-Z0-9]', '', 'g') as call_no,
        parse_time(incident_date) as happened_at,
        coalesce(nullif(trim(incident_no), ''), trim(case_no)) as report_no,
        concat_ws('/', subject_gender, subject_race, suspect_age) as person,
    from raw
),

events as (
    select
        *,
        concat(
            -- NONE, LCP and numbers of a few digits name no call
            case when regexp_full_match(call_no, '[A-Z]*[0-9]{8,}') then call_no else case_no end,
            ' ',
            strftime(happened_at, '%Y-%m-%d')
        ) as event,
    from reports
)

select
    source_file,
    source_row,
    coalesce(
        id_fault(report_no),
        moment_fault(incident_date, happened_at),
        case
            -- a shot at a dog, a weapon that went off: recorded here, and no force on a person
            when
                incident_description in ('WEAPON DISCHARGE AT AN ANIMAL', 'ACCIDENTAL DISCHARGE')
                then 'not_force'
        end
    ) as set_aside,

    ---------- the incident
    event as incident_id,
    cast(happened_at as date) as occurred_on,
    happened_at as occurred_at,
    -- the city moves each point at random within its block, for each row anew
    try_cast(longitude_x as double) as longitude,
    try_cast(latitude_x as double) as latitude,
    incident_location_x as block_address,
    nullif(trim(sna_neighborhood), 'N/A') as place_name,
    case
        when district = 'CENTRAL BUSINESS DISTRICT' then 'Central Business District'
        -- the rest are units and places outside the city
        else nullif(regexp_extract(district, '^DISTRICT ([1-5])$', 1), '')
    end as district,
    trim(incident_description) as force_type,

    ---------- the person: nobody has a number. Reports of one kind on one call are about different
    ---------- persons; of two kinds, and alike in sex, race and age, they may be about one.
    concat(
        person,
        '/',
        dense_rank() over (
            partition by event, incident_description, person order by report_no
        )
    ) as person_key,
    race_of(subject_race) as person_race,
    -- OTHER stands where nothing is known of the person
    sex_of(subject_gender) as person_sex,
    -- hardly noted before 2004
    case suspect_age
        when 'JUVENILE' then 'under 18'
        when 'ADULT' then '18 and over'
    end as person_age_group,
from events
