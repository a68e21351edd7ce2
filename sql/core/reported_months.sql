-- One row per dataset, day to which its records reached, and month: the records that were then
-- known. Those of earlier vintages are handed on, so that pruning loses none.
with reach as (
    select
        event as dataset,
        max(day) as reached_on,
    from marts.daily_counts
    where event in ('force', 'complaints', 'calls')
    group by event
),

-- two years hold every month that is still filling up
known as (
    select distinct
        coverage.dataset,
        reach.reached_on,
        coverage.month,
        coverage.rows_n as records,
    from marts.coverage as coverage
    inner join reach on coverage.dataset = reach.dataset
    where coverage.month >= reach.reached_on - interval 2 year
),

kept as (
    select
        earlier.dataset,
        earlier.reached_on,
        earlier.month,
        earlier.records,
    from previous.reported_months as earlier
    left join reach
        on
            earlier.dataset = reach.dataset
            and earlier.reached_on >= reach.reached_on
    where reach.dataset is null
)

select
    dataset,
    reached_on,
    month,
    records,
from known
union all
select
    dataset,
    reached_on,
    month,
    records,
from kept
