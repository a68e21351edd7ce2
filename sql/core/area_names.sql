-- One row per name of an area on a map: its id, its name and the parts that stand for it.
-- `drawn_areas` holds the areas of all maps (data/areas.py).
select
    layer,
    valid_from,
    source_id as name,
    area_id,
from drawn_areas
union
select
    layer,
    valid_from,
    name,
    area_id,
from drawn_areas
union all
select
    drawn.layer,
    drawn.valid_from,
    parts.part as name,
    drawn.area_id,
from core.area_parts as parts
inner join drawn_areas as drawn on parts.layer = drawn.layer and parts.area = drawn.source_id
