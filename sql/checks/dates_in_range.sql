-- error: every record has a date, between the first the city publishes and the day of retrieval
with days as (
    select 'force_incidents' as table_name, source_file, source_row, occurred_on as day
    from core.force_incidents
    union all
    select 'complaints' as table_name, source_file, source_row, counted_on as day
    from core.complaints
    union all
    select 'calls' as table_name, source_file, source_row, cast(received_at as date) as day
    from core.calls
)

select days.*
from days
cross join core.settings as settings
where days.day is null or days.day < settings.begins_on or days.day > settings.ends_on
