-- One row per layer and name that is no area of it.
select
    layer,
    place_name,
    records,
    is_declared,
from unmatched_names
order by records desc, layer asc, place_name asc
