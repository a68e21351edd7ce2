-- One row per code of a call type in the mapping that the build used.
select
    code,
    label,
    category,
from call_codes
order by code
