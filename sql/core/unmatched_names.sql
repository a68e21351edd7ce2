-- One row per layer and name that matches no area of the map of its records' dates. is_declared:
-- the pack says that the name is no area.
with stated as (
    select
        source,
        map_no,
        name_key(place_name) as name_key,
        count(*) as records,
    from staging.records
    where set_aside is null and dataset in ('force', 'complaints', 'calls')
    group by source, map_no, place_name
),

unmatched as (
    select
        sources.layer,
        stated.name_key as place_name,
        stated.records,
    from stated
    inner join core.naming_sources as sources on stated.source = sources.source
    left join core.name_keys as name_keys
        on
            sources.layer = name_keys.layer
            and stated.map_no = name_keys.map_no
            and stated.name_key = name_keys.name_key
    where stated.name_key <> '' and name_keys.area_id is null
),

declared as (
    select distinct
        layer,
        name_key(place_name) as place_name,
    from core.names_of_no_area
)

select
    unmatched.layer,
    unmatched.place_name,
    cast(sum(unmatched.records) as bigint) as records,
    declared.place_name is not null as is_declared,
from unmatched
left join declared
    on unmatched.layer = declared.layer and unmatched.place_name = declared.place_name
group by unmatched.layer, unmatched.place_name, declared.place_name
