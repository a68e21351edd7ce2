-- One row per record, value, year and area: people whose value the tables of an attribute count.
select
    record,
    value,
    year,
    area,
    in_area,
    n,
from released_people
where dataset = $dataset and attribute = $attribute
order by position
