-- One row per call (all calls, one dataset per year).
-- Written from the catalogue, not yet run on real data.
with every_year as (
    select * from raw
    union all by name
    -- not every year has these; a column that no file has is added here, empty
    select
        cast(null as varchar) as "type",
        cast(null as varchar) as type_,
        cast(null as varchar) as selfinitiated,
        cast(null as varchar) as location,
        cast(null as varchar) as block_address,
    where false
)

select
    every_year.source_file,
    every_year.source_row,
    coalesce(id_fault(every_year.nopd_item), date_fault(every_year.timecreate)) as set_aside,

    ---------- what, and how urgent
    trim(every_year.nopd_item) as call_id,
    coalesce(types.label, every_year.typetext) as call_type,
    coalesce(types.category, 'unknown') as category,
    -- the city counts up to 3, an officer in danger; 2 is an emergency, 0 needs no police
    4 - try_cast(left(every_year.priority, 1) as integer) as priority,
    initiator_of(every_year.selfinitiated) as initiated_by,
    every_year.dispositiontext as outcome,

    ---------- where: the point is blurred by the city, and (0, 0) where there is none
    -- It is written as POINT (x y), as JSON or as (y, x), by year. Here x is always below zero and
    -- y above, so each is told by its sign.
    try_cast(regexp_extract(every_year.location, '-\d+\.\d+') as double) as longitude,
    try_cast(regexp_extract(every_year.location, '(^|[^-.\d])(\d+\.\d+)', 2) as double) as latitude,
    nullif(every_year.policedistrict, '0') as place_name,
    -- 030XX and 001XX Blk are 30XX and 1XX
    regexp_replace(
        ltrim(every_year.block_address, '0'), '^([0-9]*X+) Blk ', '\1 ', 'i'
    ) as block_address,

    ---------- when
    parse_time(every_year.timecreate) as received_at,
    parse_time(every_year.timedispatch) as dispatched_at,
    parse_time(every_year.timearrive) as arrived_at,
    parse_time(every_year.timeclosed) as closed_at,
from every_year
left join codes_call_types as types
    on coalesce(nullif(trim(every_year.type_), ''), trim(every_year."type")) = types.code
