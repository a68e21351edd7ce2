-- One row per call and way it was closed.
-- For the portal's own tables: written from the catalogue, not yet run on real data.
--
-- 112 calls of 2021 stand twice, once for each of two names of one outcome; the first row counts.
--
-- Until 2019 the time is local; from 2020 on it is UTC and ends in +00. Two things show it beside
-- the sign. Numbers begin anew with the local year, and the file of 2020 ends on 2021-01-01 at
-- 02:22, that of 2021 begins at 05:01, five hours after midnight. And the hours of calls fit those
-- of 2017 to 2019 best when moved by 4 in summer and 5 in winter. The portal gives every time as if
-- it were UTC (…Z), so there the first call of a year decides: a year of local times begins before
-- 5 in the morning.
with timed as (
    select
        *,
        parse_time(call_time) as given_at,
    from raw
),

calls as (
    select
        *,
        case
            when call_time like '%+00' then true
            when call_time like '%Z'
                then
                    min(given_at) over (partition by left(incident_number, 4))
                    >= make_timestamp(cast(left(incident_number, 4) as bigint), 1, 1, 5, 0, 0)
            else false
        end as is_utc,
    from timed
),

localized as (
    select
        *,
        case
            when is_utc then timezone('America/New_York', timezone('UTC', given_at))
            else given_at
        end as received_at,
    from calls
)

select
    localized.source_file,
    localized.source_row,
    coalesce(
        id_fault(localized.incident_number),
        moment_fault(localized.call_time, localized.received_at)
    ) as set_aside,

    trim(localized.incident_number) as call_id,
    localized.received_at,
    -- the address is a block and there is no point, so a call has no place on the map
    coalesce(types.label, trim(localized.call_nature)) as call_type,
    coalesce(types.category, 'unknown') as category,
    trim(localized.call_disposition) as outcome,
from localized
left join codes_call_types as types on trim(localized.call_nature) = types.code
