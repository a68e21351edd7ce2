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
    source_file,
    source_row,
    case
        when nullif(tracking_number, '') is null then 'id_missing'
        when tracking_number = 'TEST' then 'test_record'
        -- A number cut short or mistyped (2019-02, which a spreadsheet made 19-Feb; 221-0424-P;
        -- 2023-0168) cannot be completed: the letter and the rest do occur in other combinations.
        when not regexp_full_match(tracking_number, '\d{4}-\d{4}-[A-Z]') then 'id_mangled'
        -- a comma in a rule's name or in a unit's pushed what follows one column to the right
        when "Officer Gender" in ('Black', 'White') then 'columns_shifted'
        when nullif(trim("Date Complaint Received by NOPD (PIB)"), '') is null then 'date_missing'
        when
            received_at is null
            or cast(received_at as date) > retrieved_on()
            -- closed before it was received, or after the file was made: measures count by the
            -- closing day, and no other can be guessed
            or cast(closed_at as date) not between cast(received_at as date) and retrieved_on()
            then 'date_impossible'
        when "Complaint classification" in ('Cancelled', 'Duplicate') then 'not_complaint'
    end as set_aside,

    tracking_number as complaint_id,
    cast(received_at as date) as received_on,
    -- Nothing is counted by this day, so where it cannot be (1900, the future, later than the
    -- complaint about it) it is left out and the complaint stays.
    case
        when occurred_at <= received_at and year(occurred_at) > 1900
            then cast(occurred_at as date)
    end as occurred_on,
    cast(closed_at as date) as closed_on,
    -- headed "of Complainant", but it is the officer's unit; its district stands for the place
    "Division of Complainant" as place_name,
    case "Incident Type"
        when 'Public Initiated' then 'public'
        when 'Rank Initiated' then 'internal'
        else 'unknown'
    end as complaint_source,
    "Complaint classification" as category,
    -- the rule against unauthorized force; an older list names it "authorized force"
    "Paragraph Violation" like '%AUTHORIZED FORCE' as is_force_alleged,
    case disposition
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
from numbered
