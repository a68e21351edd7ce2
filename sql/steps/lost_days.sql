-- One row per file: how many days its records lose to another day under the same record number.
-- A record that goes on past midnight stands on two days that follow each other, and loses none.
with dated as (
    select
        row_key,
        record_id,
        day,
        min_by(day, row_key) over (partition by record_id) as first_day,
    from staging.records
    where dataset = $dataset and set_aside is null and not is_superseded and day is not null
)

select
    lost.file_no,
    count(*) as lost_days_n,
from (
    select distinct
        file_of(row_key) as file_no,
        record_id,
        day,
    from dated
    where abs(day - first_day) > 1
) as lost
group by lost.file_no
