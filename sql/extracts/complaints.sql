-- One row per complaint, in one layer, without the complainant's race, sex and age.
select
    complaints.complaint_id,
    complaints.received_on,
    complaints.occurred_on,
    complaints.closed_on,
    places.area_id,
    areas.name as area,
    places.placed_by,
    complaints.complaint_source,
    complaints.category,
    complaints.is_force_alleged,
    complaints.disposition,
    complaints.allegations_n,
    complaints.days_open,
from complaints
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
