-- One row per month, field and value: people in incidents with force, and their incidents.
with persons as (
    select
        date_trunc('month', incidents.occurred_on) as month,
        persons.incident_id,
        {%- for field in fields("persons") if field.is_protected %}
        persons.{{ field.name }},
        {%- endfor %}
    from core.force_persons as persons
    inner join core.force_incidents as incidents on persons.incident_id = incidents.incident_id
),

held as (
    {%- for field in fields("persons") if field.is_protected %}
    select month, incident_id, '{{ field.name }}' as field, {{ field.name }} as value
    from persons
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

published as (
    select distinct field
    from held
    where value <> 'unknown'
)

select
    cast(held.month as date) as month,
    held.field,
    held.value,
    count(*) as persons_n,
    -- an incident in which people of two races were involved counts once for each
    count(distinct held.incident_id) as incidents_n,
from held
inner join published on held.field = published.field
group by held.month, held.field, held.value
