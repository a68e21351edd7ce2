-- One row per call.
-- Written from the catalogue, not yet run on real data.
with timed as (
    select
        *,
        -- the day and the clock stand in two columns; a call without the clock keeps its day
        cast(parse_time("Call Date") as date)
        + coalesce(cast(parse_time("Call Time") as time), time '00:00:00') as received_at,
    from raw
)

select
    source_file,
    source_row,
    coalesce(id_fault("Event Number"), moment_fault("Call Date", received_at)) as set_aside,
    trim("Event Number") as call_id,
    received_at,
    trim("Nature") as call_type,
    -- "Radio" and what was not seen may be either
    case
        when "Source" = 'Self Initiated' then 'officer'
        when "Source" in ('Wireless 911 Call', 'Phone Call', 'Alarm Line', 'Texting') then 'public'
        else 'unknown'
    end as initiated_by,
    trim("Disposition") as outcome,

    ---------- where: feet of the state's plane; 0 stands for no point
    nullif(try_cast("X" as double), 0) as longitude,
    nullif(try_cast("Y" as double), 0) as latitude,
    trim("District") as place_name,
from timed
