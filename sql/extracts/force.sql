-- One row per incident (or per force report), in one layer: every column a visitor may take away.
select
    incidents.incident_id,
    incidents.occurred_on,
    incidents.occurred_at,
    places.area_id,
    areas.name as area,
    places.placed_by,
    incidents.district,
    incidents.longitude,
    incidents.latitude,
    incidents.reason,
    incidents.force_level,
    array_to_string(incidents.force_types, '; ') as force_types,
    incidents.persons_n,
    incidents.officers_n,
    incidents.is_person_injured,
    incidents.is_person_killed,
    incidents.is_officer_injured,
    incidents.is_firearm_pointed,
    incidents.is_deescalation_attempted,
    incidents.is_behavioral_crisis,
    incidents.is_arrest_made,
    incidents.person_weapon,
    incidents.officer_weapon,
    incidents.has_camera_footage,
    incidents.disposition,
    incidents.rows_n,
from force_incidents as incidents
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = $layer
) as places
    on incidents.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
