-- One row per allegation.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        id_fault(raw."Complaint No"),
        case
            when trim(raw."Complaint No") like 'TEST%' then 'test_record'
            -- a spreadsheet took the number for a day: 19-Feb
            when
                regexp_matches(trim(raw."Complaint No"), '^\d{1,2}-[A-Z][a-z]{2}$')
                then 'id_mangled'
            -- one value too many in the row: what stands here is another column's
            when
                not regexp_matches(coalesce(raw."Allegation No", ''), '^\d{1,2}$')
                then 'columns_shifted'
        end,
        date_fault_since(raw.received, date '2016-01-01')
    ) as set_aside,
    trim(raw."Complaint No") as complaint_id,
    raw."Allegation No" as allegation_key,
    raw.allegation,
    raw.allegation = 'Excessive force' as is_force_alleged,
    coalesce(findings.finding, 'unknown') as finding,
    raw.discipline,
from raw
left join codes_findings as findings on upper(trim(raw.finding)) = findings.code
