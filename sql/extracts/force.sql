-- One row per incident (or per force report), in one layer: every column a visitor may take away.
select
    force.incident_id,
    force.occurred_on,
    force.occurred_at,
    places.area_id,
    areas.name as area,
    places.placed_by,
    force.district,
    force.longitude,
    force.latitude,
    force.reason,
    force.force_level,
    array_to_string(force.force_types, '; ') as force_types,
    force.persons_n,
    force.officers_n,
    force.is_person_injured,
    force.is_person_killed,
    force.is_officer_injured,
    force.is_firearm_pointed,
    force.is_deescalation_attempted,
    force.is_behavioral_crisis,
    force.is_arrest_made,
    force.person_weapon,
    force.officer_weapon,
    force.has_camera_footage,
    force.disposition,
    force.rows_n,
from force_incidents as force
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = $layer
) as places
    on force.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
