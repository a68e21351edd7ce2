-- One row per layer, area, month, day of the week and hour of incidents, by the city's own clock.
--
-- weekday counts from 0, a Monday. The hour is null where only the day is published.
with clocked as (
    select
        place_id,
        occurred_on,
        datediff('day', date '1900-01-01', occurred_on) % 7 as weekday,
        hour(occurred_at) as hour,
    from core.force_incidents
)

select
    places.layer,
    places.area_id,
    cast(date_trunc('month', clocked.occurred_on) as date) as month,
    cast(clocked.weekday as integer) as weekday,
    cast(clocked.hour as integer) as hour,
    count(*) as n,
from clocked
inner join core.places as places on clocked.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', clocked.occurred_on),
    clocked.weekday,
    clocked.hour
