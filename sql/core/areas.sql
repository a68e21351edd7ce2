-- One row per area per layer. valid_from and valid_until are those of the maps that draw it, null
-- without limit. `drawn_areas` holds the areas of all maps (data/areas.py).
with validity as (
    select
        layer,
        area_id,
        case when count(valid_from) = count(*) then min(valid_from) end as valid_from,
        case when count(valid_until) = count(*) then max(valid_until) end as valid_until,
    from drawn_areas
    group by layer, area_id
),

-- an area that several maps draw alike is drawn as the latest has it
latest_map as (
    select * exclude (valid_from, valid_until, source_id)
    from drawn_areas
    qualify row_number() over (
        partition by layer, area_id order by valid_until desc nulls first
    ) = 1
),

latest_population as (
    select
        layer,
        area_id,
        max_by(n, year) as n,
        max(year) as year,
    from core.populations
    group by layer, area_id
)

select
    latest_map.layer,
    latest_map.area_id,
    latest_map.name,
    latest_map.longitude,
    latest_map.latitude,
    latest_map.geometry,
    latest_map.city,
    latest_map.layer_order,
    validity.valid_from,
    validity.valid_until,
    latest_population.n as population,
    latest_population.year as population_year,
from latest_map
inner join validity using (layer, area_id)
left join latest_population using (layer, area_id)
