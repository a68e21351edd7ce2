-- One row per call, in one layer; calls that data/sensitive.toml names are coarser, and come last.
-- Calls are stored by their area in the first layer and by time: their files have this order.
{%- set place = "calls" if in_first_layer else "places" %}
select
    {%- for field in fields("calls") if field.is_public %}
    {{ file_column(field, "calls", place) }},
    {%- endfor %}
    false as is_coarse,
    calls.area_id as stored_area,
from calls
{% if not in_first_layer %}
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
{% endif %}
left join areas on {{ parameter("layer") }} = areas.layer and {{ place }}.area_id = areas.area_id
left join sensitive_types as types
    on
        calls.call_type is not distinct from types.call_type
        and calls.category is not distinct from types.category
where types.least is null
union all
select
    {%- for field in fields("calls") if field.is_public %}
    {{ field.name }},
    {%- endfor %}
    true as is_coarse,
    area_id as stored_area,
from coarse_calls
where layer = {{ parameter("layer") }}
