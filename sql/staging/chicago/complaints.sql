-- One row per complaint case.
select
    source_file,
    source_row,
    coalesce(
        id_fault(cr_id),
        date_fault(complaint_date),
        case
            -- closed before it was received: measures count by the closing day
            when parse_time(closed_date) < parse_time(complaint_date) then 'date_impossible'
            -- The department must notify the civilian office of every shot, Taser discharge and
            -- death in custody, with or without an allegation. These came and went by rule (516 in
            -- 2016, 46 in 2018) and would pass for complaints.
            when case_type = 'Notification' then 'not_complaint'
        end
    ) as set_aside,

    trim(cr_id) as complaint_id,
    cast(parse_time(complaint_date) as date) as received_on,
    -- an event later than the complaint about it: one of the two is a slip
    case
        when parse_time(incident_date) <= parse_time(complaint_date)
            then cast(parse_time(incident_date) as date)
    end as occurred_on,
    cast(parse_time(closed_date) as date) as closed_on,
    -- written 0421, 421 or 832.0; beat 0 is no beat
    nullif(regexp_replace(trim(beat), '\.0$', ''), '0') as place_name,
    case complainant_type
        when 'Civilian' then 'public'
        when 'CPD Employee' then 'internal'
        else 'unknown'
    end as complaint_source,
    case_type as category,
from raw
