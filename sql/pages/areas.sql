-- One row per area of a layer, by name.
select
    area_id,
    name,
    population,
    population_year,
    valid_from,
    valid_until,
    longitude,
    latitude,
    geometry,
from areas
where layer = $layer
order by name, area_id
