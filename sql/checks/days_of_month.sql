-- error: no file's records lie on other days of the month than those of its dataset's other files
-- Months and days that were swapped leave the days from 13 on empty. A file without neighbors is
-- held against the calendar. The limits are those of data/limits.toml.
with records as (
    select 'force' as dataset, source_file, occurred_on as day from core.force_incidents
    union all
    select 'complaints' as dataset, source_file, counted_on as day from core.complaints
    union all
    select 'calls' as dataset, source_file, cast(received_at as date) as day from core.calls
),

days as (
    select
        records.dataset,
        records.source_file,
        day(records.day) as month_day,
        count(*) as records_n,
    from records
    inner join core.delivered as delivered using (dataset)
    where not delivered.is_monthly
    group by records.dataset, records.source_file, day(records.day)
),

files as (
    select
        dataset,
        source_file,
        count(*) as records_n,
    from records
    group by dataset, source_file
    having
        count(*) >= getvariable('days_records')
        and max(day) - min(day) >= getvariable('days_span')
),

dataset_days as (
    select
        dataset,
        month_day,
        sum(records_n) as records_n,
    from days
    group by dataset, month_day
),

dataset_totals as (
    select
        dataset,
        sum(records_n) as records_n,
    from days
    group by dataset
),

-- 48 years of the calendar have 576 months; the last days of a month are in some of them only
calendar as (
    select
        numbers.month_day,
        case numbers.month_day
            when 31 then 7 / 12
            when 30 then 11 / 12
            when 29 then 11.25 / 12
            else 1
        end / 30.4375 as share,
    from range(1, 32) as numbers (month_day)
),

shares as (
    select
        files.dataset,
        files.source_file,
        files.records_n,
        calendar.month_day,
        coalesce(days.records_n, 0) / files.records_n as share,
        case
            when dataset_totals.records_n - files.records_n >= getvariable('days_records')
                then
                    (coalesce(dataset_days.records_n, 0) - coalesce(days.records_n, 0))
                    / (dataset_totals.records_n - files.records_n)
            else calendar.share
        end as usual_share,
    from files
    inner join dataset_totals using (dataset)
    cross join calendar
    left join days
        on
            files.dataset = days.dataset
            and files.source_file = days.source_file
            and calendar.month_day = days.month_day
    left join dataset_days
        on files.dataset = dataset_days.dataset and calendar.month_day = dataset_days.month_day
)

select
    shares.dataset,
    shares.source_file as file,
    any_value(shares.records_n) as records,
    round(sum(abs(shares.share - shares.usual_share)) / 2, 2) as share_on_other_days,
from shares
inner join core.read_files as read_files
    on shares.dataset = read_files.dataset and shares.source_file = read_files.file
where not read_files.is_explained
group by shares.dataset, shares.source_file
having sum(abs(shares.share - shares.usual_share)) / 2 > getvariable('days_differ')
order by shares.dataset, shares.source_file
