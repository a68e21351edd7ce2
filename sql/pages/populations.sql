-- One row per area and census year of a layer.
select
    area_id,
    year,
    n,
from populations
where layer = $layer
order by area_id, year
