-- One row per call type and category, most calls first.
select
    call_type,
    category,
    n,
from call_types
order by n desc, call_type asc, category asc
