-- One row per layer, area, month and outcome of calls; the rare outcomes of a city are one.
--
-- Calls that data/sensitive.toml names are left out, as in call_week_hours: no file tells what came
-- of them.
with told as (
    {% include "marts/parts/told_calls.sql" %}
),

ranked as (
    select
        outcome,
        row_number() over (order by count(*) desc, outcome asc) as place,
    from told
    where outcome is not null
    group by outcome
),

-- 20 bound the size of the table, whatever a dispatcher types
named as (
    select
        outcome,
        case when place <= 20 then outcome else 'other' end as name,
    from ranked
)

select
    places.layer,
    places.area_id,
    cast(date_trunc('month', told.received_at) as date) as month,
    coalesce(named.name, 'unknown') as outcome,
    count(*) as n,
from told
left join named on told.outcome = named.outcome
inner join core.places as places on told.place_id = places.place_id
group by
    places.layer,
    places.area_id,
    date_trunc('month', told.received_at),
    coalesce(named.name, 'unknown')
