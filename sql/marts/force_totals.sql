-- One row per month, layer and area: incidents, and the people, officers and rows they hold.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', incidents.occurred_on) as date) as month,
    count(*) as incidents_n,
    -- a person or officer in two incidents counts in both; null where none is published
    count(incidents.persons_n) as persons_published_n,
    cast(sum(incidents.persons_n) as bigint) as persons_n,
    count(incidents.officers_n) as officers_published_n,
    cast(sum(incidents.officers_n) as bigint) as officers_n,
    cast(sum(incidents.rows_n) as bigint) as rows_n,
from core.force_incidents as incidents
inner join core.places as places on incidents.place_id = places.place_id
group by places.layer, places.area_id, date_trunc('month', incidents.occurred_on)
