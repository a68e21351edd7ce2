-- error: every record has a key, and no key stands twice
with keys as (
    select 'force_incidents' as table_name, incident_id as key from core.force_incidents
    union all
    select 'force_persons' as table_name, incident_id || '/' || person_no as key
    from core.force_persons
    union all
    select 'complaints' as table_name, complaint_id as key from core.complaints
    union all
    select 'allegations' as table_name, complaint_id || '/' || allegation_no as key
    from core.allegations
    union all
    select 'areas' as table_name, layer || '/' || area_id as key from core.areas
)

select
    table_name,
    key,
    count(*) as times,
from keys
group by table_name, key
having count(*) > 1 or key is null or key = ''
union all
select
    'calls' as table_name,
    call_id as key,
    count(*) as times,
from core.calls
group by call_id
having count(*) > 1 or call_id is null or call_id = ''
