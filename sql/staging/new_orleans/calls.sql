-- One row per camera-footage request about a call; a call asked about twice stands twice.
select
    raw.source_file,
    raw.source_row,
    coalesce(id_fault(raw.item_number), date_fault(raw.timecreate)) as set_aside,

    ---------- what, and how urgent
    trim(raw.item_number) as call_id,
    coalesce(types.label, raw.typetext) as call_type,
    coalesce(types.category, 'unknown') as category,
    -- the city counts up to 3, an officer in danger; 2 is an emergency, 0 needs no police
    4 - try_cast(left(raw.priority, 1) as integer) as priority,
    initiator_of(raw.selfinitiated) as initiated_by,
    raw.dispositiontext as outcome,

    ---------- where: the point is blurred by the city, and (0, 0) where there is none
    try_cast(regexp_extract(raw.location, 'POINT \(([-0-9.]+) ([-0-9.]+)\)', 1) as double)
        as longitude,
    try_cast(regexp_extract(raw.location, 'POINT \(([-0-9.]+) ([-0-9.]+)\)', 2) as double)
        as latitude,
    -- the beat is spoiled (1.00E+01); the district beside it is whole, and 0 is none
    nullif(raw.policedistrict, '0') as place_name,
    -- 030XX and 001XX Blk are 30XX and 1XX
    regexp_replace(
        ltrim(raw.block_address, '0'), '^([0-9]*X+) Blk ', '\1 ', 'i'
    ) as block_address,

    ---------- when
    parse_time(raw.timecreate) as received_at,
    parse_time(raw.timedispatch) as dispatched_at,
    parse_time(raw.timearrive) as arrived_at,
    parse_time(raw.timeclosed) as closed_at,
from raw
left join codes_call_types as types on raw.type = types.code
