-- error: every person belongs to an incident, every allegation to a complaint
with orphans as (
    {%- for child in datasets().values() if child.parent %}
    {%- set parent = datasets()[child.parent] %}
    select
        '{{ child.table }}' as table_name,
        children.{{ child.id }} as key,
    from core.{{ child.table }} as children
    left join core.{{ parent.table }} as parents
        on children.{{ child.id }} = parents.{{ parent.id }}
    where parents.{{ parent.id }} is null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    table_name,
    key,
from orphans
