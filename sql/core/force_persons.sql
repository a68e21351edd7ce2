-- One row per person per incident.
with persons as (
    select
        incident_id,
        person_key,
        min(row_key) as row_key,
        {%- for field in fields("persons") if not field.is_derived %}
        {{ merge_rows(field) }} as {{ field.name }},
        {%- endfor %}
        max(person_age) as age,
        max(person_age_group) as age_group,
    from staging.force_rows
    where set_aside is null and not is_superseded and person_key is not null
    group by incident_id, person_key
)

select
    settings.city,
    persons.incident_id,
    row_number() over (
        partition by persons.incident_id order by persons.row_key, persons.person_key
    ) as person_no,
    files.file as source_file,
    row_of(persons.row_key) as source_row,
    {%- for field in fields("persons") if not field.is_derived %}
    {{ core_column(field, "persons") }},
    {%- endfor %}
    -- the city's own groups where it gives no age
    coalesce(nullif(age_group(persons.age), 'unknown'), persons.age_group, 'unknown') as age_group,
from persons
cross join core.settings as settings
inner join core.files as files on file_of(persons.row_key) = files.file_no
