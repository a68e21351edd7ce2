-- One row per area of a layer and census tract that it shares ground with.
select
    crosswalk.layer,
    crosswalk.area_id,
    areas.name as area,
    crosswalk.geoid,
    crosswalk.tract_year,
    crosswalk.population,
    crosswalk.population_year,
    crosswalk.tract_share,
    crosswalk.residents,
    crosswalk.area_share,
    crosswalk.ground_covered,
from crosswalk
left join areas on crosswalk.layer = areas.layer and crosswalk.area_id = areas.area_id
order by crosswalk.layer, crosswalk.area_id nulls last, crosswalk.geoid
