-- One row per dataset, month and field: how many records there are, and how many hold the field.
with force_months as (
    select
        date_trunc('month', incidents.occurred_on) as month,
        count(*) as rows_n,
        {%- for field in fields("force") if field.is_counted %}
        count({{ value_or_null(field, "incidents") }}) as {{ field.name }},
        {%- endfor %}
    from core.force_incidents as incidents
    group by date_trunc('month', incidents.occurred_on)
),

persons_months as (
    select
        date_trunc('month', incidents.occurred_on) as month,
        count(*) as rows_n,
        {%- for field in fields("persons") if field.is_counted %}
        count({{ value_or_null(field, "persons") }}) as {{ field.name }},
        {%- endfor %}
    from core.force_persons as persons
    inner join core.force_incidents as incidents using (incident_id)
    group by date_trunc('month', incidents.occurred_on)
),

complaints_months as (
    select
        date_trunc('month', complaints.counted_on) as month,
        count(*) as rows_n,
        {%- for field in fields("complaints") if field.is_counted %}
        count({{ value_or_null(field, "complaints") }}) as {{ field.name }},
        {%- endfor %}
    from core.complaints as complaints
    group by date_trunc('month', complaints.counted_on)
),

allegations_months as (
    select
        date_trunc('month', complaints.counted_on) as month,
        count(*) as rows_n,
        {%- for field in fields("allegations") if field.is_counted %}
        count({{ value_or_null(field, "allegations") }}) as {{ field.name }},
        {%- endfor %}
    from core.allegations as allegations
    inner join core.complaints as complaints using (complaint_id)
    group by date_trunc('month', complaints.counted_on)
),

calls_months as (
    select
        date_trunc('month', calls.received_at) as month,
        count(*) as rows_n,
        {%- for field in fields("calls") if field.is_counted %}
        count({{ value_or_null(field, "calls") }}) as {{ field.name }},
        {%- endfor %}
    from core.calls as calls
    group by date_trunc('month', calls.received_at)
),

filled as (
    {%- for dataset in datasets() %}
    {%- set is_last_dataset = loop.last %}
    {%- for field in fields(dataset) if field.is_counted %}
    select
        '{{ dataset }}' as dataset,
        month,
        '{{ field.name }}' as field,
        rows_n,
        {{ field.name }} as filled_n,
    from {{ dataset }}_months
    {%- if not (is_last_dataset and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select
    dataset,
    cast(month as date) as month,
    field,
    rows_n,
    filled_n,
from filled
