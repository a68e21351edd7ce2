-- One row per call, in one layer.
select
    calls.call_id,
    calls.received_at,
    calls.dispatched_at,
    calls.arrived_at,
    calls.closed_at,
    places.area_id,
    areas.name as area,
    places.placed_by,
    calls.call_type,
    calls.category,
    calls.priority,
    calls.initiated_by,
    calls.responder,
    calls.response_s,
    calls.outcome,
from calls
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = $layer
) as places
    on calls.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
