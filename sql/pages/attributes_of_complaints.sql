-- One row per year received, area of a layer, and race, sex and age group of the complainant.
select
    cast(year(complaints.received_on) as varchar) as year,
    places.area_id as area,
    coalesce(complaints.complainant_race, 'unknown') as complainant_race,
    coalesce(complaints.complainant_sex, 'unknown') as complainant_sex,
    coalesce(complaints.complainant_age_group, 'unknown') as complainant_age_group,
    count(*) as n,
from complaints
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
    complaints.complainant_race,
    complaints.complainant_sex,
    complaints.complainant_age_group
