-- One row per layer, map and folded name that names one area of the map.
with drawn as (
    select
        maps.layer,
        maps.map_no,
        names.name,
        names.area_id,
    from core.area_names as names
    inner join core.map_numbers as maps
        on names.layer = maps.layer and names.valid_from is not distinct from maps.valid_from
),

-- an alias names an area by the id that its map gives it
keyed as (
    select
        layer,
        map_no,
        name_key(name) as name_key,
        area_id,
    from drawn
    union all
    select
        drawn.layer,
        drawn.map_no,
        name_key(aliases.alias) as name_key,
        drawn.area_id,
    from core.area_aliases as aliases
    inner join drawn on aliases.layer = drawn.layer and aliases.area = drawn.name
)

-- a name that two areas share names neither
select
    layer,
    map_no,
    name_key,
    min(area_id) as area_id,
from keyed
group by layer, map_no, name_key
having count(distinct area_id) = 1
