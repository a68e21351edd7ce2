-- One row per month, layer, area, field and value: incidents, once for each value they hold.
with incidents as (
    select
        places.layer,
        places.area_id,
        date_trunc('month', force.occurred_on) as month,
        coalesce(force.reason, 'unknown') as reason,
        coalesce(cast(force.force_level as varchar), 'unknown') as force_level,
        coalesce(cast(force.is_person_injured as varchar), 'unknown') as is_person_injured,
        coalesce(cast(force.is_officer_injured as varchar), 'unknown') as is_officer_injured,
        coalesce(cast(force.is_person_killed as varchar), 'unknown') as is_person_killed,
        coalesce(cast(force.is_firearm_pointed as varchar), 'unknown') as is_firearm_pointed,
        coalesce(
            cast(force.is_deescalation_attempted as varchar), 'unknown'
        ) as is_deescalation_attempted,
        coalesce(cast(force.is_behavioral_crisis as varchar), 'unknown') as is_behavioral_crisis,
        coalesce(cast(force.is_arrest_made as varchar), 'unknown') as is_arrest_made,
        coalesce(cast(force.has_camera_footage as varchar), 'unknown') as has_camera_footage,
        coalesce(force.person_weapon, 'unknown') as person_weapon,
        coalesce(force.officer_weapon, 'unknown') as officer_weapon,
        coalesce(force.disposition, 'unknown') as disposition,
        coalesce(force.force_types, ['unknown']) as force_types,
    from core.force_incidents as force
    inner join core.places as places on force.place_id = places.place_id
),

held as (
    unpivot (select * exclude (force_types) from incidents)
    on columns(* exclude (layer, area_id, month))
    into name field value value
    union all
    -- an incident with two kinds of force stands under both
    select
        layer,
        area_id,
        month,
        'force_types' as field,
        unnest(force_types) as value,
    from incidents
),

-- a field that no record holds is not published: it has no rows, which is not `unknown`
published as (
    select distinct field
    from held
    where value <> 'unknown'
)

select
    held.layer,
    held.area_id,
    cast(held.month as date) as month,
    held.field,
    held.value,
    count(*) as incidents_n,
from held
inner join published on held.field = published.field
group by all
