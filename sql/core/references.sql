-- Rows that refer to a record nobody reported are set aside before anything is counted.
update staging.allegation_rows
set set_aside = 'complaint_unknown'
where
    set_aside is null
    and complaint_id not in (
        select complaints.complaint_id
        from staging.complaint_rows as complaints
        where complaints.set_aside is null and not complaints.is_superseded
    );
