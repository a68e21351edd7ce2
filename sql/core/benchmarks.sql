-- One row per benchmark, race and year.
select
    benchmark,
    race,
    year,
    cast(sum(n) as bigint) as n,
from core.benchmark_counts
group by benchmark, race, year
order by benchmark, race, year
