-- One row per unit sent to a call; rows of one event number are one call.
-- Written from the catalogue, not yet run on real data.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        id_fault(raw.cad_event_number),
        date_fault(raw.cad_event_original_time_queued)
    ) as set_aside,

    ---------- what, and how urgent
    trim(raw.cad_event_number) as call_id,
    coalesce(types.label, trim(raw.final_call_type)) as call_type,
    coalesce(types.category, 'unknown') as category,
    try_cast(raw.priority as integer) as priority,
    case raw.call_type_received_classification
        when 'OFFICER_GENERATED' then 'officer'
        when 'COMMUNITY_GENERATED' then 'public'
        else 'unknown'
    end as initiated_by,
    trim(raw.cad_event_clearance_description) as outcome,

    ---------- where: blurred to the block; REDACTED, or -1, stands for no point
    nullif(try_cast(raw.dispatch_longitude as double), -1) as longitude,
    nullif(try_cast(raw.dispatch_latitude as double), -1) as latitude,
    nullif(trim(raw.dispatch_beat), 'REDACTED') as place_name,

    ---------- when: of the event, not of this unit
    parse_time(raw.cad_event_original_time_queued) as received_at,
    parse_time(raw.first_spd_call_sign_dispatch_time) as dispatched_at,
    parse_time(raw.cad_event_arrived_time) as arrived_at,
from raw
left join codes_call_types as types on trim(raw.final_call_type) = types.code
