-- One row per call.
--
-- Left out: the priority, which is 12 in all but seven rows.
with calls as (
    select
        *,
        -- what follows in brackets says how far it has come and with what weapon; a plus or an
        -- equals sign marks calls made up by other ways
        regexp_replace(
            regexp_replace(incident_type_id, '(\s*\([A-Z]+\))+$', ''), '^[+=]', ''
        ) as type_code,
    from raw
)

select
    calls.source_file,
    calls.source_row,
    coalesce(id_fault(calls.event_number), date_fault(calls.create_time_incident)) as set_aside,

    ---------- what
    trim(calls.event_number) as call_id,
    coalesce(types.label, calls.type_code) as call_type,
    coalesce(types.category, 'unknown') as category,
    -- of other calls the file does not say who began them
    case
        when
            calls.incident_type_id like '%(SI)'
            or calls.type_code in ('TSTOP', 'DIRECTED PATROL')
            then 'officer'
        else 'unknown'
    end as initiated_by,
    calls.disposition_text as outcome,
    'police' as responder,

    ---------- where
    try_cast(calls.longitude_x as double) as longitude,
    try_cast(calls.latitude_x as double) as latitude,
    nullif(trim(calls.cpd_neighborhood), 'N/A') as place_name,
    calls.address_x as block_address,

    ---------- when
    parse_time(calls.create_time_incident) as received_at,
    parse_time(calls.dispatch_time_primary_unit) as dispatched_at,
    parse_time(calls.arrival_time_primary_unit) as arrived_at,
    parse_time(calls.closed_time_incident) as closed_at,
from calls
left join codes_call_types as types on calls.type_code = types.code
