-- One row per allegation per officer, in one layer, without the officer's race and sex.
select
    allegations.complaint_id,
    allegations.allegation_no,
    complaints.received_on,
    places.area_id,
    areas.name as area,
    places.placed_by,
    allegations.allegation,
    allegations.is_force_alleged,
    allegations.finding,
    allegations.discipline,
from allegations
inner join complaints on allegations.complaint_id = complaints.complaint_id
inner join (
    select
        place_id,
        layer,
        area_id,
        placed_by,
    from places
    where layer = $layer
) as places
    on complaints.place_id = places.place_id
left join areas on places.layer = areas.layer and places.area_id = areas.area_id
