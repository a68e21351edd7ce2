-- One row per allegation, officer and complainant, most of them twice; see complaints.sql. Rows
-- that name no allegation are none.
select
    source_file,
    source_row,
    id_fault(unique_case_number) as set_aside,

    trim(unique_case_number) as complaint_id,
    -- what is said of one officer by two complainants is one allegation; two findings are two
    concat_ws('/', unique_officer_id, allegation_code, coalesce(allegation_finding, 'none'))
        as allegation_key,
    allegation_description as allegation,
    allegation_description like 'EXCESSIVE FORCE%'
    or (
        allegation_description like '%DISCHARGE OF A FIREARM'
        and case_severity_category <> 'SHOTS FIRED - DOG'
    ) as is_force_alleged,
    -- a finding that the file cuts short (NOT APPLICABLE - NO) is other
    coalesce(
        nullif(finding_of(allegation_finding), 'unknown'),
        case
            when cast(parse_time(board_review_date) as date) <= retrieved_on() then 'unknown'
            else 'open'
        end
    ) as finding,
    race_of(officer_race) as officer_race,
    sex_of(officer_sex) as officer_sex,
from raw
where allegation_description is not null
