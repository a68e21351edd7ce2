-- One row per month, layer, area, field and value: incidents, once for each value they hold.
with incidents as (
    select
        places.layer,
        places.area_id,
        date_trunc('month', incidents.occurred_on) as month,
        coalesce(incidents.reason, 'unknown') as reason,
        coalesce(cast(incidents.force_level as varchar), 'unknown') as force_level,
        coalesce(cast(incidents.is_person_injured as varchar), 'unknown') as is_person_injured,
        coalesce(cast(incidents.is_officer_injured as varchar), 'unknown') as is_officer_injured,
        coalesce(cast(incidents.is_person_killed as varchar), 'unknown') as is_person_killed,
        coalesce(cast(incidents.is_firearm_pointed as varchar), 'unknown') as is_firearm_pointed,
        coalesce(
            cast(incidents.is_deescalation_attempted as varchar), 'unknown'
        ) as is_deescalation_attempted,
        coalesce(
            cast(incidents.is_behavioral_crisis as varchar), 'unknown'
        ) as is_behavioral_crisis,
        coalesce(cast(incidents.is_arrest_made as varchar), 'unknown') as is_arrest_made,
        coalesce(cast(incidents.has_camera_footage as varchar), 'unknown') as has_camera_footage,
        coalesce(incidents.person_weapon, 'unknown') as person_weapon,
        coalesce(incidents.officer_weapon, 'unknown') as officer_weapon,
        coalesce(incidents.disposition, 'unknown') as disposition,
        coalesce(incidents.force_types, ['unknown']) as force_types,
    from core.force_incidents as incidents
    inner join core.places as places on incidents.place_id = places.place_id
),

held as (
    select * from (
        unpivot (select * exclude (force_types) from incidents)
        on columns(* exclude (layer, area_id, month))
        into name field value value
    )
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
