-- One row per force action and one per person of a file number (snapshot of 2023).
--
-- This file has one row per file number and joins what repeats by " | ". Type, level and the
-- officer's columns run in parallel by action; the subject's columns run in parallel by person.
-- Actions and persons are unnested apart: which action met which person is not said.
with incidents as (
    select
        source_file,
        source_row,
        coalesce(
            id_fault("PIB File Number"),
            date_fault("Date Occurred"),
            case
                when not regexp_full_match("Officer Injured", '(Yes|No)( \| (Yes|No))*')
                    then 'columns_shifted'
                when
                    disposition in (
                        'Cancel FIT FTN',
                        'Cancelled',
                        'UOF Complaint of Injury/No Reportable Force Used',
                        'UOF Force Used Against Officer',
                        'UOF No Reportable Force Used by Officer'
                    )
                    then 'not_force'
            end
        ) as set_aside,
        upper(trim("PIB File Number")) as incident_id,
        cast(parse_time("Date Occurred") as date) as occurred_on,
        -- the officer's unit; its district stands for the place
        "Division level" as place_name,
        nullif(regexp_extract("Division level", '^([1-8])(st|nd|rd|th) District$', 1), '')
            as district,
        trim("Use of Force Reason") as reason,
        disposition,

        ---------- in parallel by action
        string_split("Use of Force Type", ' | ') as force_types,
        string_split("Use of Force Level", ' | ') as force_levels,
        string_split("Officer Race/Ethnicity", ' | ') as officer_races,
        string_split("Officer Gender", ' | ') as officer_sexes,
        string_split("Officer Age", ' | ') as officer_ages,
        string_split("Officer Injured", ' | ') as officer_injuries,

        ---------- in parallel by person; a column that is empty throughout is null
        string_split("Subject Injured", ' | ') as person_injuries,
        string_split("Subject Gender", ' | ') as person_sexes,
        string_split("Subject Ethnicity", ' | ') as person_races,
        string_split("Subject Age", ' | ') as person_ages,
        string_split("Subject Hospitalized", ' | ') as hospitalizations,
        string_split("Subject Arrested", ' | ') as arrests,
        string_split("Subject Influencing Factors", ' | ') as influences,
    from raw
),

actions as (
    select
        incidents.*,
        unnest(range(1, len(incidents.force_types) + 1)) as action_no,
    from incidents
),

persons as (
    select
        incidents.*,
        unnest(range(1, len(incidents.person_injuries) + 1)) as person_no,
    from incidents
    where incidents.person_injuries is not null
)

-- the halves are joined by name: a person's row says nothing of an action, and the reverse
select -- noqa: AM07
    actions.source_file,
    actions.source_row,
    actions.set_aside,
    actions.incident_id,
    actions.occurred_on,
    actions.place_name,
    actions.district,
    actions.reason,
    actions.disposition,

    ---------- the action
    trim(actions.force_types[actions.action_no]) as force_type,
    try_cast(ltrim(actions.force_levels[actions.action_no], 'L') as integer) as force_level,
    trim(actions.force_types[actions.action_no]) in (
        'Firearm (Exhibited)', 'Rifle (Pointed)', 'Shotgun (Pointed)'
    )
        as is_firearm_pointed,

    ---------- the officer: no number tells officers apart, so two alike in race, sex and age are
    ---------- one and the count of officers is a lower bound
    concat_ws(
        '/',
        nullif(actions.officer_races[actions.action_no], ''),
        nullif(actions.officer_sexes[actions.action_no], ''),
        nullif(actions.officer_ages[actions.action_no], '')
    ) as officer_key,
    actions.officer_injuries[actions.action_no] = 'Yes' as is_officer_injured,
    coalesce(types.weapon, 'unknown') as officer_weapon,
from actions
left join codes_force_types as types on trim(actions.force_types[actions.action_no]) = types.code
union all by name
select
    persons.source_file,
    persons.source_row,
    persons.set_aside,
    persons.incident_id,
    persons.occurred_on,
    persons.place_name,
    persons.district,
    persons.reason,
    persons.disposition,

    ---------- the person: its place in the list
    cast(persons.person_no as varchar) as person_key,
    -- "Indian", of America or of India, is other: the word does not say
    coalesce(races.race, 'unknown') as person_race,
    coalesce(sexes.sex, 'unknown') as person_sex,
    -- 0 and less stand where no age was entered
    case
        when try_cast(persons.person_ages[persons.person_no] as integer) > 0
            then try_cast(persons.person_ages[persons.person_no] as integer)
    end as person_age,
    nullif(nullif(trim(persons.influences[persons.person_no]), ''), 'Unknown') = 'Mentally unstable'
        as is_behavioral_crisis,
    persons.person_injuries[persons.person_no] = 'Yes' as is_person_injured,
    persons.hospitalizations[persons.person_no] = 'Yes' as is_person_hospitalized,
    persons.arrests[persons.person_no] = 'Yes' as is_person_arrested,
from persons
left join codes_races as races on upper(trim(persons.person_races[persons.person_no])) = races.code
left join codes_sexes as sexes on upper(trim(persons.person_sexes[persons.person_no])) = sexes.code
