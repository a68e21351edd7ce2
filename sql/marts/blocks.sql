-- One row per layer and block: the one area in which the records that name the block lie.
--
-- So that a resident finds an area by a street. A block is left out if its records lie in several
-- areas, or if they are of fewer than three days: then its name would tell of a single event.
-- So is what is no block and no crossing, or holds a number alone: that may be a house or a flat.
-- Read from staging, so that no record of a vintage carries its block.
with named as (
    select
        source,
        map_no,
        longitude,
        latitude,
        place_name,
        block_address,
        occurred_on as day,
    from staging.force_rows
    where set_aside is null and not is_superseded and block_address is not null
    union all
    select
        source,
        map_no,
        longitude,
        latitude,
        place_name,
        block_address,
        cast(received_at as date) as day,
    from staging.call_rows
    where set_aside is null and not is_superseded and block_address is not null
),

-- millions of records share some thousands of addresses: each is read once
addresses as (
    select
        block_address,
        upper(trim(regexp_replace(block_address, '\s+', ' ', 'g'))) as block,
    from (select distinct block_address from named) as written
),

blocks as (
    select
        block_address,
        block,
    from addresses
    where
        regexp_matches(block, '^[0-9]*X+ [^ ]|[^ ] [&/] [^ ]')
        and not regexp_matches(block, '(^| )#?[0-9]+( |$)')
        and not regexp_matches(block, '(^| )(APT|UNIT|STE|SUITE|FL|RM)( |$)')
),

days as (
    select distinct
        blocks.block,
        placed.place_id,
        named.day,
    from named
    inner join blocks on named.block_address = blocks.block_address
    inner join core.placed as placed
        on
            named.source = placed.source
            and named.map_no = placed.map_no
            and named.longitude is not distinct from placed.longitude
            and named.latitude is not distinct from placed.latitude
            and named.place_name is not distinct from placed.place_name
)

select
    places.layer,
    days.block,
    min(places.area_id) as area_id,
    count(distinct days.day) as days_n,
from days
inner join core.places as places on days.place_id = places.place_id
where places.area_id <> 'unknown'
group by places.layer, days.block
having count(distinct places.area_id) = 1 and count(distinct days.day) >= 3
