-- One row per code of the city's file of call types.
insert into core.call_codes by name
select
    code,
    label,
    category,
from codes_call_types
