-- One row per explanation of a revision.
select
    dataset,
    field,
    entry,
from revision_notes
order by dataset, field
