-- error: every dataset that is delivered, or is in the published vintage, has records
select
    dataset,
    coalesce(published.records_n, 0) as records_before,
    coalesce(delivered.records_n, 0) as records_now,
from core.delivered as delivered
full outer join previous.delivered as published using (dataset)
where
    coalesce(delivered.records_n, 0) = 0
    and (delivered.dataset is not null or published.records_n > 0)
order by dataset
