-- One row per allegation and complainant of a complaint.
with numbered as (
    select
        *,
        -- 2023-134-P and 2023-0134-P are one complaint
        regexp_replace(upper(trim("Complaint Tracking Number")), '^(\d{4})-(\d{3})-', '\1-0\2-')
            as tracking_number,
        parse_time("Date Complaint Received by NOPD (PIB)") as received_at,
        parse_time("Date Complaint Occurred") as occurred_at,
        -- what is still pending is not closed, even where the investigation has ended
        case
            when disposition <> 'Pending'
                then parse_time("Date Complaint Investigation Complete")
        end as closed_at,
    from raw
)

select
    numbered.source_file,
    numbered.source_row,
    coalesce(
        id_fault(numbered.tracking_number),
        case
            when numbered.tracking_number = 'TEST' then 'test_record'
            -- A number cut short or mistyped (2019-02, which a spreadsheet made 19-Feb; 221-0424-P;
            -- 2023-0168) cannot be completed: the letter and the rest occur in other combinations.
            when
                not regexp_full_match(numbered.tracking_number, '\d{4}-\d{4}-[A-Z]')
                then 'id_mangled'
            -- a comma in a rule's name or in a unit's pushed what follows one column to the right
            when numbered."Officer Gender" in ('Black', 'White') then 'columns_shifted'
        end,
        moment_fault(numbered."Date Complaint Received by NOPD (PIB)", numbered.received_at),
        case
            -- closed before it was received, or after the file was made: measures count by the
            -- closing day, and no other can be guessed
            when
                cast(numbered.closed_at as date)
                not between cast(numbered.received_at as date) and retrieved_on()
                then 'date_impossible'
            when
                numbered."Complaint classification" in ('Cancelled', 'Duplicate')
                then 'not_complaint'
        end
    ) as set_aside,

    numbered.tracking_number as complaint_id,
    cast(numbered.received_at as date) as received_on,
    -- Nothing is counted by this day, so where it cannot be (1900, the future, later than the
    -- complaint about it) it is left out and the complaint stays.
    case
        when numbered.occurred_at <= numbered.received_at and year(numbered.occurred_at) > 1900
            then cast(numbered.occurred_at as date)
    end as occurred_on,
    cast(numbered.closed_at as date) as closed_on,
    -- headed "of Complainant", but it is the officer's unit; its district stands for the place
    numbered."Division of Complainant" as place_name,
    case numbered."Incident Type"
        when 'Public Initiated' then 'public'
        when 'Rank Initiated' then 'internal'
        else 'unknown'
    end as complaint_source,
    numbered."Complaint classification" as category,
    -- the rule against unauthorized force; an older list names it "authorized force"
    numbered."Paragraph Violation" like '%AUTHORIZED FORCE' as is_force_alleged,
    case numbered.disposition
        when 'Sustained' then 'sustained'
        when 'Not Sustained' then 'not_sustained'
        when 'Unfounded' then 'unfounded'
        when 'Exonerated' then 'exonerated'
        when 'Pending' then 'open'
        when 'NFIM' then 'other'                          -- no formal investigation merited
        when 'Withdrawn - Mediation' then 'other'
        when 'Negotiated Settlement' then 'other'         -- accepted without a finding
        when 'Resigned under investigation' then 'other'
        when 'Other' then 'other'
        else 'unknown'
    end as disposition,

    ---------- the complainant; an age of 0 stands where none was entered
    -- "Indian", of America or of India, is other: the word does not say
    coalesce(races.race, 'unknown') as complainant_race,
    coalesce(sexes.sex, 'unknown') as complainant_sex,
    age_group(nullif(try_cast(numbered."Complainant Age" as integer), 0)) as complainant_age_group,
from numbered
left join codes_races as races on upper(trim(numbered."Complainant Ethnicity")) = races.code
left join codes_sexes as sexes on upper(trim(numbered."Complainant Gender")) = sexes.code
