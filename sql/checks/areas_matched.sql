-- error: every area a source names is an area of its layer, an alias, or declared to be none
select
    layer,
    place_name,
    records,
from core.unmatched_names
where not is_declared
