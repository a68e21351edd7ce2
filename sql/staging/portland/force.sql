-- One row per kind of force that one officer used on one person in one event.
--
-- A raw row is one officer, one person and one event, with up to eight kinds of force. The
-- bureau's own record number stands for the event. 31 of the 2,453 numbers hold more than one
-- weekday and four hold two months: some are a night, some two events. They count as one; nothing
-- says which are two.
--
-- The precinct is where the officer works, not where it happened, so no place is delivered. The
-- file says nothing of injuries, of de-escalation or of camera footage.
with reports as (
    select
        *,
        parse_time("Month" || ' ' || "Year") as began_at,
        -- the word Null stands in some cells
        list_filter(
            [
                "Force Applied - 1",
                "Force Applied - 2",
                "Force Applied - 3",
                "Force Applied - 4",
                "Force Applied - 5",
                "Force Applied - 6",
                "Force Applied - 7",
                "Force Applied - 8"
            ],
            lambda kind: nullif(kind, 'Null') is not null
        ) as kinds,
        concat_ws(
            '/',
            "Subject Resistance - 1",
            "Subject Resistance - 2",
            "Subject Resistance - 3",
            "Subject Resistance - 4",
            "Subject Resistance - 5",
            "Subject Resistance - 6",
            "Subject Resistance - 7",
            "Subject Resistance - 8"
        ) as resistances,
        "Mental Health Crisis - Prior to Force, Perceived Lack of Compliance" as crisis,
        concat_ws(
            ', ',
            "Firearm",
            "Firearm - Replica",
            "Firearm - Implied",
            "Knife / Edged Weapon / Stabbing Instrument",
            "Blunt Object",
            "Needle / Spit / Bodily Fluids",
            "Other Weapon",
            "Weapon Present or reported but not used or threatened use"
        ) as weapons,
    from raw
),

-- what was done to a person is told once per officer: the strongest resistance holds for all
persons as (
    select
        *,
        string_agg(resistances, '/') over (partition by "Record ID", "Subject") as all_resistances,
    from reports
),

acts as (
    select
        persons.*,
        -- a report of which no kind is written still is one
        unnest(case when len(kinds) > 0 then kinds else [cast(null as varchar)] end) as kind,
    from persons
)

select
    acts.source_file,
    acts.source_row,
    coalesce(
        id_fault(acts."Record ID"),
        moment_fault(
            nullif(trim(acts."Month"), '') || nullif(trim(acts."Year"), ''), acts.began_at
        ),
        case when starts_with(acts.kind, 'FD - animal') then 'not_force' end
    ) as set_aside,

    ---------- the event
    trim(acts."Record ID") as incident_id,
    cast(acts.began_at as date) as occurred_on,
    acts."Initial Call Category" as reason,
    -- the bureau's categories of review count down to I, deadly force, which is not in this file
    case acts."Category of Force Event - Measured at Event Level"
        when 'II' then 3
        when 'III' then 2
        when 'IV' then 1
    end as force_level,
    coalesce(types.label, acts.kind) as force_type,
    acts.kind = 'PFA' as is_firearm_pointed,
    -- a box that is ticked: from May 2018 it is Yes or blank, and blanks before are as many
    yes_no(coalesce(acts.crisis, 'No')) as is_behavioral_crisis,
    acts."Disposition/Custody" as disposition,

    ---------- the person: five events describe one without a number
    coalesce(acts."Subject", 'no number') as person_key,
    race_of(acts."Subject - Race") as person_race,
    sex_of(acts."Subject - Sex") as person_sex,
    -- Ages about 0 and 118 come from a birth date that was not known: the day of the event, or
    -- the year 1900.
    case
        when try_cast(acts."Subject Age" as double) between 1 and 110
            then cast(floor(cast(acts."Subject Age" as double)) as integer)
    end as person_age,
    -- "Release to Medical" is left as it is: two in three of those were in a crisis, not known hurt
    acts."Disposition/Custody" like 'Arrest-%' as is_person_arrested,
    -- spit, a weapon that was only implied and one that was only reported arm nobody
    case
        when
            coalesce(
                acts."Firearm",
                acts."Firearm - Replica",
                acts."Knife / Edged Weapon / Stabbing Instrument",
                acts."Blunt Object"
            ) is not null
            then true
        when acts."No weapon (unarmed)" is not null then false
    end as is_person_armed,
    nullif(acts.weapons, '') as person_weapon,
    case
        when acts.all_resistances like '%Deadly%' then 'deadly'
        when acts.all_resistances like '%Aggressive%' then 'aggressive'
        when acts.all_resistances like '%Active%' then 'active'
        when acts.all_resistances like '%Passive%' then 'passive'
    end as resistance,

    ---------- the officer
    acts."Officer" as officer_key,
from acts
left join codes_force_types as types on acts.kind = types.code
