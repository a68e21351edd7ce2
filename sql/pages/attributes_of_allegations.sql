-- One row per year received, area of a layer, and race and sex of the officer an allegation is of.
select
    cast(year(complaints.received_on) as varchar) as year,
    places.area_id as area,
    coalesce(allegations.officer_race, 'unknown') as officer_race,
    coalesce(allegations.officer_sex, 'unknown') as officer_sex,
    count(*) as n,
from allegations
inner join complaints on allegations.complaint_id = complaints.complaint_id
inner join (
    select
        place_id,
        layer,
        area_id,
    from places
    where layer = $layer
) as places
    on complaints.place_id = places.place_id
group by
    year(complaints.received_on),
    places.area_id,
    allegations.officer_race,
    allegations.officer_sex
