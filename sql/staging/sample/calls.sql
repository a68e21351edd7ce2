-- One row per call.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        id_fault(raw."Call Number"),
        case when trim(raw."Call Number") like 'TEST%' then 'test_record' end,
        date_fault_since(raw."Time Received", date '2016-01-01')
    ) as set_aside,

    ---------- what, and how urgent
    trim(raw."Call Number") as call_id,
    coalesce(kinds.label, raw."Type Code") as call_type,
    coalesce(kinds.category, 'unknown') as category,
    try_cast(raw.priority as integer) as priority,
    initiator_of(raw."Self Initiated") as initiated_by,
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
