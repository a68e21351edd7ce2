-- warning: no month inside a dataset's span is without records
with months as (
    select distinct
        dataset,
        month,
    from marts.coverage
),

stepped as (
    select
        dataset,
        month,
        lead(month) over (partition by dataset order by month) as next_month,
    from months
)

select
    dataset,
    month as last_month_before_the_gap,
    next_month as first_month_after_the_gap,
from stepped
where datediff('month', month, next_month) > 1
