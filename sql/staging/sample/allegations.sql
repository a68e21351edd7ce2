-- One row per allegation.
select
    raw.source_file,
    raw.source_row,
    case
        when nullif(trim(raw."Complaint No"), '') is null then 'id_missing'
        when raw."Complaint No" like 'TEST%' then 'test_record'
        -- a spreadsheet took the number for a day: 19-Feb
        when regexp_matches(raw."Complaint No", '^\d{1,2}-[A-Z][a-z]{2}$') then 'id_mangled'
        -- one value too many in the row: what stands here is another column's
        when
            not regexp_matches(coalesce(raw."Allegation No", ''), '^\d{1,2}$')
            then 'columns_shifted'
        when nullif(trim(raw.received), '') is null then 'date_missing'
        when
            parse_time(raw.received) is null
            or parse_time(raw.received) < date '2016-01-01'
            or cast(parse_time(raw.received) as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    raw."Complaint No" as complaint_id,
    raw."Allegation No" as allegation_key,
    raw.allegation,
    raw.allegation = 'Excessive force' as is_force_alleged,
    coalesce(findings.finding, 'unknown') as finding,
    raw.discipline,
from raw
left join codes_findings as findings on upper(trim(raw.finding)) = findings.code
