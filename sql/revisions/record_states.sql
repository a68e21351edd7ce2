-- One row per record: what a later vintage may show otherwise. Asked of two vintages alike.
select
    'force' as dataset,
    incident_id as record_id,
    occurred_on as day,
    map {
        'occurred_on': cast(occurred_on as varchar),
        'area_id': area_id,
        'reason': reason,
        'force_level': cast(force_level as varchar),
        'force_types': array_to_string(force_types, ', '),
        'persons_n': cast(persons_n as varchar),
        'officers_n': cast(officers_n as varchar),
        'is_person_injured': cast(is_person_injured as varchar),
        'is_officer_injured': cast(is_officer_injured as varchar),
        'is_firearm_pointed': cast(is_firearm_pointed as varchar),
        'is_behavioral_crisis': cast(is_behavioral_crisis as varchar),
        'is_arrest_made': cast(is_arrest_made as varchar),
        'disposition': disposition
    } as fields,
from core.force_incidents
union all
select
    'complaints' as dataset,
    complaint_id as record_id,
    received_on as day,
    map {
        'received_on': cast(received_on as varchar),
        'closed_on': cast(closed_on as varchar),
        'area_id': area_id,
        'complaint_source': complaint_source,
        'category': category,
        'is_force_alleged': cast(is_force_alleged as varchar),
        'disposition': disposition,
        'allegations_n': cast(allegations_n as varchar)
    } as fields,
from core.complaints
union all
select
    'calls' as dataset,
    call_id as record_id,
    cast(received_at as date) as day,
    map {
        'received_at': cast(received_at as varchar),
        'area_id': area_id,
        'call_type': call_type,
        'priority': cast(priority as varchar),
        'outcome': outcome
    } as fields,
from core.calls
