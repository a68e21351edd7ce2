-- One row per place, with its area in the pack's first layer.
select
    place_ids.place_id,
    place_ids.source,
    place_ids.map_no,
    place_ids.longitude,
    place_ids.latitude,
    place_ids.place_name,
    place_ids.name_key,
    places.area_id,
    places.placed_by,
from core.place_ids as place_ids
inner join core.places as places using (place_id)
where places.layer = {{ parameter("first_layer") }}
