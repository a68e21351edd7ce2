-- One row per layer, area, month, day of the week and hour of calls, by the city's own clock.
--
-- weekday counts from 0, a Monday. Local time as the source gives it: the night in which clocks
-- go back has its hour twice, the one in which they go forward lacks it.
with clocked as (
    select
        place_id,
        received_at,
        datediff('day', date '1900-01-01', cast(received_at as date)) % 7 as weekday,
        hour(received_at) as hour,
    from core.calls
)

select
    places.layer,
    places.area_id,
    cast(date_trunc('month', clocked.received_at) as date) as month,
    cast(clocked.weekday as integer) as weekday,
    cast(clocked.hour as integer) as hour,
    count(*) as n,
from clocked
inner join core.places as places on clocked.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', clocked.received_at),
    clocked.weekday,
    clocked.hour
