-- One row per allegation of a complaint.
-- Written from the catalogue, not yet run on real data.
--
-- The table gives the day of the event only: not the day the complaint came in, nor the day it was
-- closed.
with dated as (
    select
        *,
        parse_time(occurred_date) as given_at,
    from raw
),

localized as (
    select
        *,
        -- midnight is a day without a time; any other time is UTC
        cast(
            case
                when given_at = date_trunc('day', given_at) then given_at
                else timezone('America/New_York', timezone('UTC', given_at))
            end as date
        ) as day,
    from dated
)

select
    source_file,
    source_row,
    coalesce(id_fault(ia_no), moment_fault(occurred_date, day)) as set_aside,

    trim(ia_no) as complaint_id,
    day as occurred_on,
    'unknown' as complaint_source,
    trim(incident_type) as category,
    allegation ilike '%force%' as is_force_alleged,
    finding_of(disposition) as disposition,
from localized
