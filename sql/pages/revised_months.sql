-- One row per month of a dataset that differs from the vintage before: records, by kind.
select
    month,
    count(distinct record_id) filter (where kind = 'added') as added,
    count(distinct record_id) filter (where kind = 'removed') as removed,
    count(distinct record_id) filter (where kind = 'changed') as changed,
from revision_records
where dataset = $dataset
group by month
order by month
