-- One row per allegation, officer and complainant of a complaint, most of them twice: the file
-- holds two points for one address. The case number is the complaint.
--
-- citizen_id is not used: it is renumbered whenever the file is drawn.
with cases as (
    select
        *,
        cast(parse_time(cca_recieved_date) as date) as received_on,
        cast(parse_time(incident_date_time) as date) as happened_on,
        -- three cases with findings have no day of completion; the board reviewed them on this one
        cast(
            coalesce(parse_time(case_completion_date), parse_time(board_review_date)) as date
        ) as completed_on,
        cast(parse_time(board_review_date) as date) as reviewed_on,
    from raw
)

select
    source_file,
    source_row,
    coalesce(
        id_fault(unique_case_number),
        moment_fault(cca_recieved_date, received_on),
        case when completed_on < received_on then 'date_impossible' end
    ) as set_aside,

    trim(unique_case_number) as complaint_id,
    received_on,
    case when happened_on <= received_on then happened_on end as occurred_on,
    -- until the board has met, no finding is published: the case is still open
    case when allegation_finding is not null then completed_on end as closed_on,
    try_cast(longitude_x as double) as longitude,
    try_cast(latitude_x as double) as latitude,
    nullif(trim(cpd_neighborhood), 'N/A') as place_name,
    case
        -- shots fired, which the authority examines whether or not anyone complains
        when how_complaint_received = 'CPD' then 'unknown'
        else 'public'
    end as complaint_source,
    case_severity_category as category,
    -- a shot at a dog is no force on a person; showing a weapon is none either
    allegation_description like 'EXCESSIVE FORCE%'
    or (
        allegation_description like '%DISCHARGE OF A FIREARM'
        and case_severity_category <> 'SHOTS FIRED - DOG'
    ) as is_force_alleged,
    -- a finding that the file cuts short (NOT APPLICABLE - NO) is other
    coalesce(
        nullif(finding_of(allegation_finding), 'unknown'),
        case when reviewed_on <= retrieved_on() then 'unknown' else 'open' end
    ) as disposition,
    race_of(complainant_race) as complainant_race,
    sex_of(complainant_sex) as complainant_sex,
    lower(complainant_age_range) as complainant_age_group,
from cases
