-- One row per row of the complaints file; rows of one case number are one complaint.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    coalesce(id_fault(casenumber), date_fault(occurreddate)) as set_aside,
    upper(trim(casenumber)) as complaint_id,
    cast(parse_time(occurreddate) as date) as occurred_on,
    case
        when type ilike 'citizen complaint%' then 'public'
        when type ilike 'administrative investigation%' then 'internal'
        else 'unknown'
    end as complaint_source,
from raw
