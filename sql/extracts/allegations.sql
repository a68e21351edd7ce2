-- One row per allegation per officer, in one layer, without the officer's race and sex.
select
{%- for field in fields("allegations") if field.is_public %}
    {{ file_column(field, "allegations") }},
{%- endfor %}
from allegations
inner join complaints on allegations.complaint_id = complaints.complaint_id
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = {{ parameter("layer") }}
) as places
    on complaints.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
