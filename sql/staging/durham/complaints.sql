-- One row per row of the complaints file; rows of one number are one complaint.
-- Written from the catalogue, not yet run on real data.
select
    source_file,
    source_row,
    case
        when nullif(trim("IA Number"), '') is null then 'id_missing'
        when nullif(trim("Received Date"), '') is null then 'date_missing'
        when
            parse_time("Received Date") is null
            or cast(parse_time("Received Date") as date) > retrieved_on()
            then 'date_impossible'
    end as set_aside,
    upper(trim("IA Number")) as complaint_id,
    cast(parse_time("Received Date") as date) as received_on,
    'public' as complaint_source,     -- the workbook is named citizen complaints
from raw
