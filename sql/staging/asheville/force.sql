-- One row per row of the portal's table: a person and a kind of force in one incident.
-- Written from the catalogue, not yet run on real data.
--
-- The number of the internal file stands for the incident. The tables of 2018 to 2020 and of 2021
-- on name the date differently. Words whose meaning is not known for certain stay unknown.
with reports as (
    select * from raw
    union all by name
    -- each table has one of the two dates; this adds the other, empty
    select
        cast(null as varchar) as date_occurred,
        cast(null as varchar) as occurred_date,
    where false
),

dated as (
    select
        *,
        parse_time(coalesce(occurred_date, date_occurred)) as given_at,
    from reports
),

localized as (
    select
        *,
        -- midnight is a day without a time; any other time is UTC
        cast(
            case
                when given_at = date_trunc('day', given_at) then given_at
                else timezone('America/New_York', timezone('UTC', given_at))
            end as date
        ) as day,
    from dated
)

select
    source_file,
    source_row,
    coalesce(
        id_fault(ia_no),
        moment_fault(coalesce(occurred_date, date_occurred), day)
    ) as set_aside,

    ---------- the incident; the county's location is no area
    trim(ia_no) as incident_id,
    day as occurred_on,
    trim(incident_type) as reason,
    trim(type_force_used) as force_type,
    trim(disposition) as disposition,

    ---------- the person
    nullif(trim(subject_id), '') as person_key,
    race_of(subject_race) as person_race,
    sex_of(subject_sex) as person_sex,
    yes_no(subject_injury) as is_person_injured,
    nullif(trim(subject_resistence), '') as resistance,

    ---------- the officer
    yes_no(officer_condition_injury) as is_officer_injured,
from localized
