-- One row per call.
--
-- The files carry no number for a call, so file and row are its key. 984 rows repeat another in
-- every column: two calls of one kind from one place on one day, which nothing tells apart from a
-- row copied twice. They stay. There is a day and no time, and the point is in feet (EPSG:2913).
select
    raw.source_file,
    raw.source_row,
    date_fault(raw.occ_date) as set_aside,

    raw.source_file || ':' || raw.source_row as call_id,
    parse_time(raw.occ_date) as received_at,
    try_cast(raw.x_coordinate as double) as longitude,
    try_cast(raw.y_coordinate as double) as latitude,
    coalesce(types.label, trim(raw."CASE DESC")) as call_type,
    coalesce(types.category, 'unknown') as category,
from raw
left join codes_call_types as types on trim(raw.final_case_type) = types.code
