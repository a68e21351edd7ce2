-- One row per month, layer, area, field and value: incidents, once for each value they hold.
with incidents as (
    select
        places.layer,
        places.area_id,
        date_trunc('month', incidents.occurred_on) as month,
        {%- for field in fields("force") if field.section and field.kind != "list" %}
        coalesce({{ as_text(field, "incidents") }}, 'unknown') as {{ field.name }},
        {%- endfor %}
        {%- for field in fields("force") if field.section and field.kind == "list" %}
        coalesce(incidents.{{ field.name }}, ['unknown']) as {{ field.name }},
        {%- endfor %}
    from core.force_incidents as incidents
    inner join core.places as places on incidents.place_id = places.place_id
),

held as (
    {%- for field in fields("force") if field.section %}
    select
        layer,
        area_id,
        month,
        '{{ field.name }}' as field,
        {%- if field.kind == "list" %}
        -- an incident with two values stands under both
        unnest({{ field.name }}) as value,
        {%- else %}
        {{ field.name }} as value,
        {%- endif %}
    from incidents
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
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
group by held.layer, held.area_id, held.month, held.field, held.value
