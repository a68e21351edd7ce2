-- One row per layer, area, month counted, allegation and finding.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', complaints.counted_on) as date) as month,
    coalesce(allegations.allegation, 'unknown') as allegation,
    allegations.finding,
    count(*) as n,
from core.allegations as allegations
inner join core.complaints as complaints on allegations.complaint_id = complaints.complaint_id
inner join core.places as places on complaints.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', complaints.counted_on),
    coalesce(allegations.allegation, 'unknown'),
    allegations.finding
