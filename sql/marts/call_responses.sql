-- One row per layer, area, month, starter, priority and step of response time of calls.
--
-- Steps grow with the time: 30 seconds up to 20 minutes, a minute up to an hour, 5 minutes up to
-- 4 hours, then an hour. With the sum of the seconds in each step, a median or a 90th percentile
-- of any months and areas together is found to well within a step.
--
-- Calls that data/sensitive.toml names are left out, as in call_week_hours: no file tells their
-- times.
with told as (
    {% include "marts/parts/told_calls.sql" %}
),

timed as (
    select
        place_id,
        received_at,
        initiated_by,
        priority,
        response_s,
        case
            when response_s < 1200 then 30
            when response_s < 3600 then 60
            when response_s < 14400 then 300
            else 3600
        end as width_s,
    from told
    where response_s is not null
)

select
    places.layer,
    places.area_id,
    cast(date_trunc('month', timed.received_at) as date) as month,
    coalesce(timed.initiated_by, 'unknown') as initiated_by,
    timed.priority,
    timed.response_s - timed.response_s % timed.width_s as from_s,
    count(*) as n,
    sum(timed.response_s) as seconds,
from timed
inner join core.places as places on timed.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', timed.received_at),
    coalesce(timed.initiated_by, 'unknown'),
    timed.priority,
    timed.response_s - timed.response_s % timed.width_s
