-- One row per allegation of a complaint.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    id_fault(ia_no) as set_aside,

    trim(ia_no) as complaint_id,
    -- officers are not named, so the row itself is the key
    cast(source_row as varchar) as allegation_key,
    trim(allegation) as allegation,
    allegation ilike '%force%' as is_force_alleged,
    finding_of(disposition) as finding,
from raw
