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
    actions.source_file,
    actions.source_row,
    coalesce(
        id_fault(actions."PIB File Number"),
        date_fault(actions."Date Occurred"),
        case
            -- a comma in the charges pushed what follows one column to the right
            when actions."Officer Injured" not in ('Yes', 'No') then 'columns_shifted'
            when
                actions.disposition in (
                    'Cancel FIT FTN',
                    'Cancelled',
                    'UOF Complaint of Injury/No Reportable Force Used',
                    'UOF Force Used Against Officer',
                    'UOF No Reportable Force Used by Officer'
                )
                then 'not_force'
        end
    ) as set_aside,

    ---------- the incident
    upper(trim(actions."PIB File Number")) as incident_id,
    cast(parse_time(actions."Date Occurred") as date) as occurred_on,
    -- the officer's unit; its district stands for the place
    actions."Division level" as place_name,
    nullif(regexp_extract(actions."Division level", '^([1-8])(st|nd|rd|th) District$', 1), '')
        as district,
    trim(actions."Use of Force Reason") as reason,
    try_cast(ltrim(actions."Use of Force Level", 'L') as integer) as force_level,
    trim(actions."Use of Force Type") as force_type,
    trim(actions."Use of Force Type") in (
        'Firearm (Exhibited)', 'Rifle (Pointed)', 'Shotgun (Pointed)'
    )
        as is_firearm_pointed,
    nullif(trim(actions."Subject Influencing Factors"), 'Unknown') = 'Mentally unstable'
        as is_behavioral_crisis,
    actions.disposition,

    ---------- the person: no number tells persons apart, so two alike in all this are one
    nullif(
        concat_ws(
            '/',
            actions."Subject Gender",
            actions."Subject Ethnicity",
            actions."Subject Age",
            actions."Subject Build",
            actions."Subject Height",
            actions."Subject Injured",
            actions."Subject Hospitalized",
            actions."Subject Arrested",
            actions."Subject Influencing Factors",
            actions."Distance Between"
        ),
        ''
    ) as person_key,
    -- "Indian", of America or of India, is other: the word does not say
    coalesce(races.race, 'unknown') as person_race,
    coalesce(sexes.sex, 'unknown') as person_sex,
    -- 0 and less stand where no age was entered
    case
        when
            try_cast(actions."Subject Age" as integer) > 0
            then try_cast(actions."Subject Age" as integer)
    end as person_age,
    actions."Subject Injured" = 'Yes' as is_person_injured,
    actions."Subject Hospitalized" = 'Yes' as is_person_hospitalized,
    actions."Subject Arrested" = 'Yes' as is_person_arrested,

    ---------- the officer: as with persons, so the count of officers is a lower bound; years of
    ---------- service would tell one in a hundred more apart, but are all 0 in the 2020 snapshot
    concat_ws(
        '/', actions."Officer Race/Ethnicity", actions."Officer Gender", actions."Officer Age"
    ) as officer_key,
    actions."Officer Injured" = 'Yes' as is_officer_injured,
    coalesce(types.weapon, 'unknown') as officer_weapon,
from actions
left join codes_force_types as types on trim(actions."Use of Force Type") = types.code
left join codes_races as races on upper(trim(actions."Subject Ethnicity")) = races.code
left join codes_sexes as sexes on upper(trim(actions."Subject Gender")) = sexes.code
