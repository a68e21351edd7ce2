-- One row per force action per person (snapshots of 2018 and 2020).
--
-- These files are the product of an incident's actions and persons: two actions on three persons
-- are six rows. Nothing may be counted by adding rows up.
with actions as (
    select * from raw
    union all by name
    -- the snapshot of 2018 has no such column; this adds it, empty
    select cast(null as varchar) as "Use of Force Level"
    where false
)

select
    source_file,
    source_row,
    case
        when nullif(trim("PIB File Number"), '') is null then 'id_missing'
        when nullif(trim("Date Occurred"), '') is null then 'date_missing'
        when
            parse_time("Date Occurred") is null
            or cast(parse_time("Date Occurred") as date) > retrieved_on()
            then 'date_impossible'
        -- a comma in the charges pushed what follows one column to the right
        when "Officer Injured" not in ('Yes', 'No') then 'columns_shifted'
        when
            disposition in (
                'Cancel FIT FTN',
                'Cancelled',
                'UOF Complaint of Injury/No Reportable Force Used',
                'UOF Force Used Against Officer',
                'UOF No Reportable Force Used by Officer'
            )
            then 'not_force'
    end as set_aside,

    ---------- the incident
    upper(trim("PIB File Number")) as incident_id,
    cast(parse_time("Date Occurred") as date) as occurred_on,
    -- the officer's unit; its district stands for the place
    "Division level" as place_name,
    nullif(regexp_extract("Division level", '^([1-8])(st|nd|rd|th) District$', 1), '') as district,
    trim("Use of Force Reason") as reason,
    try_cast(ltrim("Use of Force Level", 'L') as integer) as force_level,
    trim("Use of Force Type") as force_type,
    trim("Use of Force Type") in ('Firearm (Exhibited)', 'Rifle (Pointed)', 'Shotgun (Pointed)')
        as is_firearm_pointed,
    nullif(trim("Subject Influencing Factors"), 'Unknown') = 'Mentally unstable'
        as is_behavioral_crisis,
    disposition,

    ---------- the person: no number tells persons apart, so two alike in all this are one
    nullif(
        concat_ws(
            '/',
            "Subject Gender",
            "Subject Ethnicity",
            "Subject Age",
            "Subject Build",
            "Subject Height",
            "Subject Injured",
            "Subject Hospitalized",
            "Subject Arrested",
            "Subject Influencing Factors",
            "Distance Between"
        ),
        ''
    ) as person_key,
    case lower(trim("Subject Ethnicity"))
        when 'black' then 'black'
        when 'white' then 'white'
        when 'w' then 'white'
        when 'hispanic' then 'latino'
        when 'asian' then 'asian'
        when 'indian' then 'other'  -- of America or of India: the word does not say
        else 'unknown'
    end as person_race,
    case lower(trim("Subject Gender"))
        when 'male' then 'male'
        when 'm' then 'male'
        when 'female' then 'female'
        when 'femaale' then 'female'
        else 'unknown'
    end as person_sex,
    -- 0 and less stand where no age was entered
    case
        when try_cast("Subject Age" as integer) > 0 then try_cast("Subject Age" as integer)
    end as person_age,
    "Subject Injured" = 'Yes' as is_person_injured,
    "Subject Hospitalized" = 'Yes' as is_person_hospitalized,
    "Subject Arrested" = 'Yes' as is_person_arrested,

    ---------- the officer: as with persons, so the count of officers is a lower bound; years of
    ---------- service would tell one in a hundred more apart, but are all 0 in the 2020 snapshot
    concat_ws('/', "Officer Race/Ethnicity", "Officer Gender", "Officer Age") as officer_key,
    "Officer Injured" = 'Yes' as is_officer_injured,
from actions
