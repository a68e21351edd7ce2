-- Rows of `clocked` (place_id, day, moment) by layer, area, month, day of the week and hour, by the
-- city's own clock. weekday counts from 0, a Monday; the hour is null where the moment is.
select
    places.layer,
    places.area_id,
    cast(date_trunc('month', clocked.day) as date) as month,
    cast(datediff('day', date '1900-01-01', clocked.day) % 7 as integer) as weekday,
    cast(hour(clocked.moment) as integer) as hour,
    count(*) as n,
from clocked
inner join core.places as places on clocked.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', clocked.day),
    datediff('day', date '1900-01-01', clocked.day) % 7,
    hour(clocked.moment)
