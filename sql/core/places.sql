-- One row per place and layer: the area that holds the place, by its point, else by the name of it
-- or of a smaller area in it.
-- `layers` holds the layers of the pack, `by_point` the area of each point (data/locate.py).
with by_name as (
    select
        place_ids.place_id,
        name_keys.layer,
        name_keys.area_id,
    from core.place_ids as place_ids
    inner join core.naming_sources as sources on place_ids.source = sources.source
    inner join core.name_keys as name_keys
        on
            sources.layer = name_keys.layer
            and place_ids.map_no = name_keys.map_no
            and place_ids.name_key = name_keys.name_key
),

-- a name of an area that lies wholly in an area of another layer places the record in that too
by_part as (
    select
        by_name.place_id,
        held.layer,
        held.area_id,
    from by_name
    inner join core.held_areas as held
        on by_name.layer = held.part_layer and by_name.area_id = held.part_id
)

select
    place_ids.place_id,
    layers.layer,
    coalesce(by_point.area_id, by_name.area_id, by_part.area_id, 'unknown') as area_id,
    case
        when by_point.area_id is not null then 'point'
        when coalesce(by_name.area_id, by_part.area_id) is not null then 'field'
        else 'unplaced'
    end as placed_by,
from core.place_ids as place_ids
cross join layers
left join by_point
    on place_ids.place_id = by_point.place_id and layers.layer = by_point.layer
left join by_name
    on place_ids.place_id = by_name.place_id and layers.layer = by_name.layer
left join by_part
    on place_ids.place_id = by_part.place_id and layers.layer = by_part.layer
