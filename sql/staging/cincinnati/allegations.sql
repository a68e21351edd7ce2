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
    case allegation_finding
        when 'SUSTAINED' then 'sustained'
        when 'NOT SUSTAINED' then 'not_sustained'
        when 'UNFOUNDED' then 'unfounded'
        when 'EXONERATED' then 'exonerated'
        when 'NOT APPLICABLE - NO' then 'other'  -- cut short in the file
        else
            case
                when cast(parse_time(board_review_date) as date) <= retrieved_on() then 'unknown'
                else 'open'
            end
    end as finding,
    case officer_race
        when 'BLACK' then 'black'
        when 'WHITE' then 'white'
        when 'HISPANIC' then 'latino'
        when 'HISPANIC/LATINO' then 'latino'
        when 'NATIVE AMERICAN' then 'native_american'
        when 'TWO OR MORE' then 'multiple'
        when 'OTHER' then 'other'
        else 'unknown'
    end as officer_race,
    case officer_sex
        when 'MALE' then 'male'
        when 'FEMALE' then 'female'
        else 'unknown'
    end as officer_sex,
from raw
where allegation_description is not null
