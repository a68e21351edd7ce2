-- One row per person per incident, in one layer, without race, sex and age: these beside a place or
-- a day would undo the disclosure rule (docs/decisions/2026-11-extracts.md).
select
{%- for field in fields("persons") if field.is_public %}
    {{ file_column(field, "persons") }},
{%- endfor %}
from force_persons as persons
inner join force_incidents as incidents on persons.incident_id = incidents.incident_id
inner join {{ places_in_layer() }} as places
    on incidents.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
