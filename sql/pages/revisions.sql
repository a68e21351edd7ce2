-- One row per dataset, month, kind and field: records that differ from the vintage before.
select
    dataset,
    month,
    kind,
    field,
    count(distinct record_id) as records,
from revision_records
group by all
order by dataset, month, kind, field
