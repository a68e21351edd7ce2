-- One row per layer, area, month, day of the week and hour of calls.
--
-- Calls that data/sensitive.toml names are left out: no file tells their time, and hours that held
-- them would tell it by subtraction. Local time as the source has it: the night in which clocks go
-- back has its hour twice, the one in which they go forward lacks it.
with told as (
    {% include "marts/parts/told_calls.sql" %}
),

clocked as (
    select
        place_id,
        cast(received_at as date) as day,
        received_at as moment,
    from told
)

{% include "marts/parts/week_hours.sql" %}
