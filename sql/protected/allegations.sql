-- One row per complaint, its year and area of a layer, and race and sex of an accused officer.
select
    cast(year(complaints.counted_on) as varchar) as year,
    places.area_id as area,
    {%- for field in fields("allegations") if field.is_protected %}
    coalesce(allegations.{{ field.name }}, 'unknown') as {{ field.name }},
    {%- endfor %}
    cast(complaints.complaint_id as varchar) as record,
    count(*) as n,
from allegations
inner join complaints on allegations.complaint_id = complaints.complaint_id
inner join (
    select
        place_id,
        layer,
        area_id,
    from places
    where layer = {{ parameter("layer") }}
) as places
    on complaints.place_id = places.place_id
group by
    complaints.complaint_id,
    year(complaints.counted_on),
    {%- for field in fields("allegations") if field.is_protected %}
    allegations.{{ field.name }},
    {%- endfor %}
    places.area_id
