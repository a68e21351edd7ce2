-- One row per layer, area, month received, source and outcome of complaints.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', complaints.received_on) as date) as month,
    complaints.complaint_source,
    complaints.disposition,
    count(*) as n,
from core.complaints as complaints
inner join core.places as places on complaints.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', complaints.received_on),
    complaints.complaint_source,
    complaints.disposition
