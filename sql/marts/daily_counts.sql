-- One row per layer, area, day and event that happened: the only table comparisons read.
with
{%- for dated in dated_events() %}
{{ dated.name }} as (
    select
        places.layer,
        places.area_id,
        {{ dated.day }} as day,
        {%- for event in dated.events %}
        {{ count_of(event, "records") }} as "{{ event.id }}",
        {%- endfor %}
    from core.{{ dated.table }} as records
    cross join core.settings as settings  -- noqa: AL05
    cross join (
        select max({{ dated.column }}) as last_on
        from core.{{ dated.table }}
    ) as span  -- noqa: AL05
    {%- if dated.is_untold %}
    left join marts.sensitive_types as types
        on
            records.call_type is not distinct from types.call_type
            and records.category is not distinct from types.category
    {%- endif %}
    inner join core.places as places on records.place_id = places.place_id
    where records.{{ dated.column }} is not null
    group by places.layer, places.area_id, {{ dated.day }}
),
{% endfor %}
counted as (
    {%- for dated in dated_events() %}
    {%- set is_last = loop.last %}
    {%- for event in dated.events %}
    select
        layer,
        area_id,
        day,
        '{{ event.id }}' as event,
        "{{ event.id }}" as n,
    from {{ dated.name }}
    {%- if not (is_last and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select
    layer,
    area_id,
    day,
    event,
    cast(n as bigint) as n,
from counted
where n > 0
