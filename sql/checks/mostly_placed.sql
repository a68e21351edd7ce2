-- warning: in every layer that a dataset can be placed in, nine records in ten are
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
    count(*) as records,
    count(*) filter (where places.placed_by <> 'unplaced') as placed,
from records
inner join core.places as places using (place_id)
group by records.dataset, places.layer
having count(*) filter (where places.placed_by <> 'unplaced') < 0.9 * count(*)
order by records.dataset, places.layer
