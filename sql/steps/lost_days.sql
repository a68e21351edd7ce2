-- One row per file: how many days its records lose to another day under the same record number.
-- A record that goes on past midnight stands on two days that follow each other, and loses none.
with dated as (
    select
        row_key,
        record_id,
        day,
    from staging.records
    where dataset = $dataset and set_aside is null and not is_superseded and day is not null
),

-- of millions of records few have several days
first_days as (
    select
        record_id,
        min_by(day, row_key) as first_day,
    from dated
    where
        record_id in (
            select several.record_id
            from dated as several
            group by several.record_id
            having min(several.day) <> max(several.day)
        )
    group by record_id
)

select
    lost.file_no,
    count(*) as lost_days_n,
from (
    select distinct
        file_of(dated.row_key) as file_no,
        dated.record_id,
        dated.day,
    from dated
    inner join first_days on dated.record_id = first_days.record_id
    where abs(dated.day - first_days.first_day) > 1
) as lost
group by lost.file_no
