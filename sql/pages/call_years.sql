-- One row per year, category and starter of calls in settled months, for the whole city.
select
    year(month)::integer as year,
    category,
    initiated_by,
    sum(n)::bigint as n,
from calls_cube
where layer = $layer and month <= $settled_to
group by all
order by all
