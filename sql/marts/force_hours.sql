-- One row per layer, area, month, day of the week and hour of incidents; the hour is null where
-- only the day is published.
with clocked as (
    select
        place_id,
        occurred_on as day,
        occurred_at as moment,
    from core.force_incidents
)

{% include "marts/parts/week_hours.sql" %}
