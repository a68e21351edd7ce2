-- One row per cell of the published tables of an attribute, in the order of the tables.
select
    through,
    part_of,
    part,
    value,
    n,
    shown,
    low,
    high,
from released_cells
where dataset = $dataset and attribute = $attribute
order by position
