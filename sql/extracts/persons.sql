-- One row per person per incident, in one layer, without race, sex and age: these beside a place or
-- a day would undo the disclosure rule (docs/decisions/2026-11-extracts.md).
select
    persons.incident_id,
    persons.person_no,
    incidents.occurred_on,
    places.area_id,
    areas.name as area,
    places.placed_by,
    persons.is_injured,
    persons.is_hospitalized,
    persons.is_arrested,
    persons.is_armed,
    persons.resistance,
from force_persons as persons
inner join force_incidents as incidents on persons.incident_id = incidents.incident_id
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
