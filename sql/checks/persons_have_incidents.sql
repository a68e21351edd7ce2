-- error: every person belongs to an incident, every allegation to a complaint
select
    'force_persons' as table_name,
    persons.incident_id as key,
from core.force_persons as persons
left join core.force_incidents as incidents using (incident_id)
where incidents.incident_id is null
union all
select
    'allegations' as table_name,
    allegations.complaint_id as key,
from core.allegations as allegations
left join core.complaints as complaints using (complaint_id)
where complaints.complaint_id is null
