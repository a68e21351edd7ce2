-- One row per call.
select
    raw.source_file,
    raw.source_row,
    case
        when nullif(trim(raw."Call Number"), '') is null then 'id_missing'
        when raw."Call Number" like 'TEST%' then 'test_record'
        when nullif(trim(raw."Time Received"), '') is null then 'date_missing'
        when
            parse_time(raw."Time Received") is null
            or parse_time(raw."Time Received") < date '2016-01-01'
            or cast(parse_time(raw."Time Received") as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,

    ---------- what, and how urgent
    raw."Call Number" as call_id,
    coalesce(kinds.label, raw."Type Code") as call_type,
    coalesce(kinds.category, 'unknown') as category,
    try_cast(raw.priority as integer) as priority,
    case raw."Self Initiated"
        when 'Y' then 'officer'
        when 'N' then 'public'
        else 'unknown'
    end as initiated_by,
    outcomes.outcome,
    case raw."Unit Kind"
        when 'PD' then 'police'
        when 'CRT' then 'alternative'
        else 'unknown'
    end as responder,

    ---------- where
    try_cast(raw.longitude as double) as longitude,
    try_cast(raw.latitude as double) as latitude,
    raw.block as block_address,

    ---------- when
    parse_time(raw."Time Received") as received_at,
    parse_time(raw."Time Dispatched") as dispatched_at,
    parse_time(raw."Time Arrived") as arrived_at,
    parse_time(raw."Time Closed") as closed_at,
from raw
left join codes_call_types as kinds on raw."Type Code" = kinds.code
left join codes_call_outcomes as outcomes on raw.outcome = outcomes.code
