-- One row per layer, area, month counted, source and outcome of complaints.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', complaints.counted_on) as date) as month,
    complaints.complaint_source,
    complaints.disposition,
    count(*) as n,
from core.complaints as complaints
inner join core.places as places on complaints.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', complaints.counted_on),
    complaints.complaint_source,
    complaints.disposition
