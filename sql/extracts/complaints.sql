-- One row per complaint, in one layer, without the complainant's race, sex and age.
select
{%- for field in fields("complaints") if field.is_public %}
    {{ file_column(field, "complaints") }},
{%- endfor %}
from complaints
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
