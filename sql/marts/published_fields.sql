-- One row per dataset and field of its files: how many records have a value in it.
with
{%- for name, dataset in datasets().items() %}
{{ name }}_counts as (
    select
        count(*) as records_n,
        {%- for field in fields(name) if field.is_public and not field.column %}
        count({{ field.name }}) as {{ field.name }},
        {%- endfor %}
    from core.{{ dataset.table }}
){{ "," if not loop.last }}
{%- endfor %}

{%- for name, dataset in datasets().items() %}
{%- set is_last_dataset = loop.last %}
{%- for field in fields(name) if field.is_public %}
{%- set owner, column = (field.column or "." ~ field.name).split(".") %}
select
    '{{ name }}' as dataset,
    '{{ field.name }}' as field,
    {%- if owner in ("places", "areas") %}
    -- every record has a place, which may be unknown
    records_n as filled_n,
    {%- else %}
    {{ column }} as filled_n,
    {%- endif %}
from {{ dataset.of if owner and owner not in ("places", "areas") else name }}_counts
{%- if not (is_last_dataset and loop.last) %}
union all
{%- endif %}
{%- endfor %}
{%- endfor %}
