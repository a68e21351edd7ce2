-- One row per month, starter, priority and step of response time of the whole city's calls.
--
-- Every layer holds each call once: the sums are those of any one of them.
select
    month,
    initiated_by,
    priority,
    from_s,
    cast(sum(n) as bigint) as n,
    cast(sum(seconds) as bigint) as seconds,
from marts.call_responses
where layer = (select min(found.layer) as layer from marts.call_responses as found)
group by month, initiated_by, priority, from_s
