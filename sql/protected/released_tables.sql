-- One row per table of a release; a vintage that was never published has none.
select table_name,
from information_schema.tables
where table_name in ('released_people', 'released_cells', 'released_incidents')
