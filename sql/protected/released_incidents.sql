-- One row per month and race: the incidents of the years whose ratios are published.
select
    month,
    value,
    incidents_n,
    total_n,
from released_incidents
order by month, value
