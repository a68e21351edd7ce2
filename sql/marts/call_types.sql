-- One row per call type and category: how many calls carry it.
select
    call_type,
    category,
    count(*) as n,
from core.calls
group by call_type, category
