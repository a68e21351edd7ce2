-- One row per row of the complaints file. None can be used: the city publishes the year alone.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    -- any day of the year that is put in its place would make up months
    'date_missing' as set_aside,
from raw
