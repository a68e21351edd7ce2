-- One row per kind of force used on a person; rows of one event number are one incident.
-- Written from the catalogue, not yet run on real data.
with persons as (
    select * from raw
    union all by name
    -- these two changed their names once; a file that has only one of each gets the other, empty
    select
        cast(null as varchar) as draw_weapon,
        cast(null as varchar) as drew_weapon,
        cast(null as varchar) as draw_less_lethal,
        cast(null as varchar) as drew_less_lethal,
    where false
),

kinds as (
    select
        *,
        -- some numbers end in a line break
        regexp_replace(upper(event), '\s', '', 'g') as event_number,
        upper(trim(suspect_role, ' ' || chr(10))) as role,
        list_concat(
            case when yes_no(physical_contact) then ['Physical contact'] else [] end,
            case when yes_no(less_lethal) then ['Less lethal weapon used'] else [] end,
            case
                when yes_no(coalesce(draw_less_lethal, drew_less_lethal))
                    then ['Less lethal weapon drawn']
                else []
            end,
            case
                when yes_no(coalesce(draw_weapon, drew_weapon))
                    then ['Firearm drawn']
                else []
            end,
            case when yes_no(weapon_fired) then ['Firearm fired'] else [] end
        ) as force_types,
    from persons
)

select
    source_file,
    source_row,
    coalesce(id_fault(event_number), date_fault(date)) as set_aside,
    event_number as incident_id,
    cast(parse_time(date) as date) as occurred_on,
    trim(district) as district,
    trim(district) as place_name,
    upper(trim(nature, ' ' || chr(10))) as reason,
    -- drawn is not pointed: nothing says at whom, so is_firearm_pointed stays unpublished
    unnest(case when len(force_types) = 0 then [null] else force_types end) as force_type,
    -- the officer's word for the person's state ("MENTALLY DISTURBED"), not a diagnosis
    case
        when suspect_condition ilike '%mentally disturbed%' then true
        when suspect_condition not ilike '%unknown%' then false
    end as is_behavioral_crisis,

    ---------- one row per person of an event
    concat_ws(' row ', source_file, source_row) as person_key,
    try_cast(suspect_age as integer) as person_age,
    yes_no(suspect_armed) as is_person_armed,
    yes_no(suspect_injured) as is_person_injured,
    case when role <> '' then role like '%ARRESTEE%' end as is_person_arrested,
    yes_no(officer_injured) as is_officer_injured,
from kinds
