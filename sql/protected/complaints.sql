-- One row per complaint: year counted, area of a layer, race, sex and age group of who complained.
select
    cast(year(complaints.counted_on) as varchar) as year,
    places.area_id as area,
    {%- for field in fields("complaints") if field.is_protected %}
    coalesce(complaints.{{ field.name }}, 'unknown') as {{ field.name }},
    {%- endfor %}
    cast(complaints.complaint_id as varchar) as record,
    count(*) as n,
from complaints
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
    {%- for field in fields("complaints") if field.is_protected %}
    complaints.{{ field.name }},
    {%- endfor %}
    places.area_id
