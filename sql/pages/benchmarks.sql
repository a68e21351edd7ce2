-- One row per benchmark, race and year: residents, or events.
select
    benchmark,
    race,
    year,
    n,
from benchmarks
order by benchmark, race, year
