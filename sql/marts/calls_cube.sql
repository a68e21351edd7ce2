-- One row per layer, area, month, category, starter, priority and responder of calls.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', calls.received_at) as date) as month,
    calls.category,
    coalesce(calls.initiated_by, 'unknown') as initiated_by,
    calls.priority,
    coalesce(calls.responder, 'unknown') as responder,
    count(*) as n,
from core.calls as calls
inner join core.places as places on calls.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', calls.received_at),
    calls.category,
    coalesce(calls.initiated_by, 'unknown'),
    calls.priority,
    coalesce(calls.responder, 'unknown')
