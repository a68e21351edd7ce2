-- One row per place that a record states: what its source says of it, numbered in order.
-- The order gives two builds of the same records the same numbers.
with places as (
    select distinct
        source,
        map_no,
        longitude,
        latitude,
        place_name,
    from staging.records
    where set_aside is null and dataset in ('force', 'complaints', 'calls')
)

select
    row_number() over (
        order by source, map_no, longitude, latitude, place_name
    ) as place_id,
    source,
    map_no,
    longitude,
    latitude,
    place_name,
    name_key(place_name) as name_key,
from places
