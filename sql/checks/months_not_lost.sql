-- error: no month the published vintage has is gone or has lost a tenth of its records unexplained
with months as (
    select distinct
        dataset,
        month,
        rows_n,
    from marts.coverage
),

published as (
    select distinct
        dataset,
        month,
        rows_n,
    from previous.coverage
)

select
    published.dataset,
    published.month,
    published.rows_n as rows_before,
    coalesce(months.rows_n, 0) as rows_now,
from published
left join months using (dataset, month)
left join core.lost_months as explained using (dataset, month)
where coalesce(months.rows_n, 0) < 0.9 * published.rows_n and explained.reason is null
