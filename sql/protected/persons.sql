-- One row per incident, its year and area of a layer, race, sex and age group of its people.
select
    cast(year(incidents.occurred_on) as varchar) as year,
    places.area_id as area,
    {%- for field in fields("persons") if field.is_protected %}
    persons.{{ field.name }},
    {%- endfor %}
    cast(incidents.incident_id as varchar) as record,
    count(*) as n,
    -- those of whom the incident names no other person
    count(*) filter (where incidents.persons_n = 1) as alone_n,
from force_persons as persons
inner join force_incidents as incidents on persons.incident_id = incidents.incident_id
inner join (
    select
        place_id,
        layer,
        area_id,
    from places
    where layer = {{ parameter("layer") }}
) as places
    on incidents.place_id = places.place_id
group by
    incidents.incident_id,
    year(incidents.occurred_on),
    {%- for field in fields("persons") if field.is_protected %}
    persons.{{ field.name }},
    {%- endfor %}
    places.area_id
