-- One row per call near Madison Park Beach.
select
    raw.source_file,
    raw.source_row,
    coalesce(id_fault(raw."CAD.Event.Number"), date_fault(raw."Incident.Date")) as set_aside,

    ---------- what, and how urgent
    trim(raw."CAD.Event.Number") as call_id,
    coalesce(types.label, raw."Final.Call.Type") as call_type,
    coalesce(types.category, 'unknown') as category,
    try_cast(raw.priority as integer) as priority,
    case
        when raw."Call.Type" = 'ONVIEW' then 'officer'
        when
            raw."Call.Type" in ('911', 'TELEPHONE OTHER, NOT 911', 'ALARM CALL (NOT POLICE ALARM)')
            then 'public'
        else 'unknown'                          -- a scheduled event
    end as initiated_by,
    raw."Event.Clearance.Description" as outcome,

    ---------- where: blurred by the city
    try_cast(raw.blurred_longitude as double) as longitude,
    try_cast(raw.blurred_latitude as double) as latitude,

    ---------- when: the day alone
    parse_time(raw."Incident.Date") as received_at,
from raw
left join codes_call_types as types on raw."Final.Call.Type" = types.code
