-- One row per call, in one layer.
select
{%- for field in fields("calls") if field.is_public %}
    {{ file_column(field, "calls") }},
{%- endfor %}
from calls
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = {{ parameter("layer") }}
) as places
    on calls.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
