-- One row per day to which records reached, and month: the records of a dataset then known.
select
    reached_on,
    month,
    records,
from reported_months
where dataset = $dataset
order by reached_on, month
