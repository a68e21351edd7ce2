-- One row per record and field that differ from the vintage before, for one dataset.
select
    month,
    record_id,
    kind,
    field,
    value_before,
    value_now,
from revision_records
where dataset = $dataset
order by month, record_id, kind, field
