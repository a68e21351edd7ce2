-- One row per month, starter, priority and step of response time, for the whole city.
select
    month,
    initiated_by,
    priority,
    from_s,
    n,
    seconds,
from city_responses
where month between $first and $last
order by all
