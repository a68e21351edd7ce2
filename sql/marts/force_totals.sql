-- One row per month, layer and area: incidents, and the people, officers and rows they hold.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', force.occurred_on) as date) as month,
    count(*) as incidents_n,
    -- a person or officer in two incidents counts in both; null where none is published
    count(force.persons_n) as persons_published_n,
    cast(sum(force.persons_n) as bigint) as persons_n,
    count(force.officers_n) as officers_published_n,
    cast(sum(force.officers_n) as bigint) as officers_n,
    cast(sum(force.rows_n) as bigint) as rows_n,
from core.force_incidents as force
inner join core.places as places on force.place_id = places.place_id
group by places.layer, places.area_id, date_trunc('month', force.occurred_on)
