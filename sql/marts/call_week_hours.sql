-- One row per layer, area, month, day of the week and hour of calls, by the city's own clock.
--
-- Calls that data/sensitive.toml names are left out: no file tells their time, and hours that held
-- them would tell it by subtraction. weekday counts from 0, a Monday. Local time as the source has
-- it: the night in which clocks go back has its hour twice, the one in which they go forward lacks
-- it.
with clocked as (
    select
        calls.place_id,
        calls.received_at,
        datediff('day', date '1900-01-01', cast(calls.received_at as date)) % 7 as weekday,
        hour(calls.received_at) as hour,
    from core.calls as calls
    left join marts.sensitive_types as types
        on
            calls.call_type is not distinct from types.call_type
            and calls.category is not distinct from types.category
    where types.least is null
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
