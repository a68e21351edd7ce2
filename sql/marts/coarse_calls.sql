-- One row per layer and call that data/sensitive.toml names: what leaves of it.
with placed as (
    select
        places.layer,
        {%- for field in fields("calls") if field.is_public %}
        {{ file_column(field, "calls") }},
        {%- endfor %}
        types.least,
    from core.calls as calls
    inner join marts.sensitive_types as types
        on
            calls.call_type is not distinct from types.call_type
            and calls.category is not distinct from types.category
    inner join core.places as places on calls.place_id = places.place_id
    left join core.areas as areas
        on places.layer = areas.layer and places.area_id = areas.area_id
),

counted as (
    select
        *,
        area_id = 'unknown' or count(*) over (
            partition by layer, area_id, call_type, date_trunc('month', received_at)
        ) < least as is_few,
    from placed
),

coarse as (
    select
        layer,
        {%- for field in fields("calls") if field.is_public %}
        {{ coarse_column(field) }},
        {%- endfor %}
        md5(call_id) as mixed,
    from counted
),

-- rows that are alike in all that leaves are numbered in an order that tells nothing of them: any
-- other way of counting leaves those of a hidden area side by side
numbered as (
    select
        *,
        row_number() over (
            partition by layer, received_at
            order by
                {%- for field in fields("calls") if field.sensitive in (none, "few") %}
                {{ field.name }},
                {%- endfor %}
                mixed
        ) as number,
    from coarse
)

select
    layer,
    {%- for field in fields("calls") if field.is_public %}
    {%- if field.sensitive == "key" %}
    strftime(received_at, '%Y-%m ') || lpad(cast(number as varchar), 6, '0') as {{ field.name }},
    {%- else %}
    {{ field.name }},
    {%- endif %}
    {%- endfor %}
from numbered
