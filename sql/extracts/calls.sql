-- One row per call, in one layer; calls that data/sensitive.toml names are coarser, and come last.
-- Calls are stored by their area in the first layer and by time: their files have this order. There
-- they are joined with no table, because several threads keep no order through a join.
{%- set place = "calls" if in_first_layer else "places" %}
with names as (
    select map_from_entries(list((area_id, name))) as by_area
    from areas
    where layer = {{ parameter("layer") }}
),

sensitive as (
    select
        coalesce(list(coalesce(call_type, '')), []) as types,
        list((call_type, category)) as pairs,
    from sensitive_types
)

select
    {%- for field in fields("calls") if field.is_public %}
    {%- if field.column == "areas.name" %}
    (select names.by_area from names)[{{ place }}.area_id] as {{ field.name }},
    {%- else %}
    {{ file_column(field, "calls", place) }},
    {%- endif %}
    {%- endfor %}
    false as is_coarse,
    calls.area_id as stored_area,
from calls
{% if not in_first_layer %}
inner join {{ places_in_layer() }} as places
    on calls.place_id = places.place_id
{% endif %}
where
    -- few calls have a type of which the pair with the category is worth a look
    not (
        list_contains((select sensitive.types from sensitive), coalesce(calls.call_type, ''))
        and list_contains(
            (select sensitive.pairs from sensitive), (calls.call_type, calls.category)
        )
    )
union all
{% if in_first_layer %}
select
    {%- for field in fields("calls") if field.is_public %}
    {{ field.name }},
    {%- endfor %}
    true as is_coarse,
    area_id as stored_area,
from coarse_calls
where layer = {{ parameter("layer") }}
{% else %}
-- as in the first layer, and without area: those of two layers, one inside the other, could be
-- subtracted
select *
from (
    select
        {%- for field in fields("calls") if field.is_public %}
        {%- if field.sensitive == "few" %}
        {{ hidden_value(field) }} as {{ field.name }},
        {%- else %}
        {{ field.name }},
        {%- endif %}
        {%- endfor %}
        true as is_coarse,
        'unknown' as stored_area,
    from coarse_calls
    where
        layer = (
            select arg_min(areas.layer, areas.layer_order)
            from areas
        )
    order by received_at, call_id
)
{% endif %}
