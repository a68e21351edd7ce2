-- One row per incident (or per force report), in one layer: every column a visitor may take away.
select
{%- for field in fields("force") if field.is_public %}
    {{ file_column(field, "incidents") }},
{%- endfor %}
from force_incidents as incidents
inner join {{ places_in_layer() }} as places
    on incidents.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
