-- One row per stretch of whole months without records that cannot be chance: where a usual month
-- has $gap_records or more, a month with none was not recorded.
with months as (
    select distinct
        month,
        rows_n,
    from marts.coverage
    where dataset = $dataset
),

stepped as (
    select
        month,
        lead(month) over (order by month) as next_month,
    from months
)

select
    cast(month + interval 1 month as date) as first_on,
    next_month - 1 as last_on,
from stepped
where
    datediff('month', month, next_month) > 1
    and (select median(months.rows_n) from months) >= $gap_records
order by month
