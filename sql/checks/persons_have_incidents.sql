-- error: every person belongs to an incident, every allegation to a complaint
select
    'force_persons' as table_name,
    incident_id as key,
from core.force_persons
where incident_id not in (select incident_id from core.force_incidents)
union all
select
    'allegations' as table_name,
    complaint_id as key,
from core.allegations
where complaint_id not in (select complaint_id from core.complaints)
