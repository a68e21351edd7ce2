-- One row per allegation: the complaint's own columns stand on each of them.
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
    cast(parse_time(raw.received) as date) as received_on,
    cast(parse_time(raw."Incident Date") as date) as occurred_on,
    cast(parse_time(raw.closed) as date) as closed_on,
    try_cast(raw.longitude as double) as longitude,
    try_cast(raw.latitude as double) as latitude,
    raw."Incident District" as place_name,
    case raw."Filed By"
        when 'Public' then 'public'
        when 'Department' then 'internal'
        else 'unknown'
    end as complaint_source,
    raw.allegation as category,
    coalesce(findings.finding, 'unknown') as disposition,
    coalesce(races.race, 'unknown') as complainant_race,
from raw
left join codes_races as races on upper(trim(raw."Complainant Race")) = races.code
left join codes_findings as findings on upper(trim(raw.outcome)) = findings.code
