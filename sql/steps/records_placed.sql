-- One row per dataset, layer and manner of placing.
with records as (
    select 'force' as dataset, place_id from core.force_incidents
    union all
    select 'complaints' as dataset, place_id from core.complaints
    union all
    select 'calls' as dataset, place_id from core.calls
)

select
    records.dataset,
    places.layer,
    places.placed_by,
    count(*) as records,
from records
inner join core.places as places using (place_id)
group by records.dataset, places.layer, places.placed_by
order by records.dataset, places.layer, places.placed_by
