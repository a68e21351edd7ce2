-- error: no file has records of many days under one number
-- The limits are those of data/limits.toml.
select
    source,
    file,
    lost_days_n,
    kept_n,
from core.read_files
where
    lost_days_n >= getvariable('several_days_records')
    and lost_days_n > getvariable('several_days_share') * (kept_n + lost_days_n)
    and not is_explained
order by source, file
