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
    where set_aside is null and not is_superseded
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
    where set_aside is null and not is_superseded
),

blocks as (
    select
        * exclude (block_address),
        upper(trim(regexp_replace(block_address, '\s+', ' ', 'g'))) as block,
    from named
),

placed as (
    select
        places.layer,
        blocks.block,
        places.area_id,
        blocks.day,
    from blocks
    inner join core.placed as placed
        on
            blocks.source = placed.source
            and blocks.map_no = placed.map_no
            and blocks.longitude is not distinct from placed.longitude
            and blocks.latitude is not distinct from placed.latitude
            and blocks.place_name is not distinct from placed.place_name
    inner join core.places as places on placed.place_id = places.place_id
    where
        regexp_matches(blocks.block, '^[0-9]*X+ [^ ]|[^ ] [&/] [^ ]')
        and not regexp_matches(blocks.block, '(^| )#?[0-9]+( |$)')
        and not regexp_matches(blocks.block, '(^| )(APT|UNIT|STE|SUITE|FL|RM)( |$)')
        and places.area_id <> 'unknown'
)

select
    layer,
    block,
    min(area_id) as area_id,
    count(distinct day) as days_n,
from placed
group by layer, block
having count(distinct area_id) = 1 and count(distinct day) >= 3
