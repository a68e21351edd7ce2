-- One row per record: what a later vintage may show otherwise. Asked of two vintages alike.
{%- for name in ("force", "complaints", "calls") %}
{%- set dataset = datasets()[name] %}
select
    '{{ name }}' as dataset,
    {{ dataset.id }} as record_id,
    cast({{ dataset.day }} as date) as day,
    map {
        {%- for field in fields(name) if field.is_revised %}
        '{{ field.name }}': {{ as_text(field, dataset.table) }},
        {%- endfor %}
    } as fields,
from core.{{ dataset.table }} as {{ dataset.table }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
