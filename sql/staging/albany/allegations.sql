-- One row per allegation.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    id_fault(casenumber) as set_aside,
    upper(trim(casenumber)) as complaint_id,
    -- no officer is named: two that are accused of the same have two rows alike
    concat_ws(' row ', source_file, source_row) as allegation_key,
    trim(allegation) as allegation,
    -- the word itself, so that "enforcement" does not count; the list of allegations was not seen
    regexp_matches(allegation, '\bforce\b', 'i') as is_force_alleged,
from raw
where nullif(trim(allegation), '') is not null
