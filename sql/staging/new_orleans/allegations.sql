-- One row per allegation and complainant; rows in which no rule is named are no allegations.
select
    source_file,
    source_row,
    case
        when nullif(trim("Complaint Tracking Number"), '') is null then 'id_missing'
        -- a comma in a rule's name or in a unit's pushed what follows one column to the right
        when "Officer Gender" in ('Black', 'White') then 'columns_shifted'
    end as set_aside,

    -- 2023-134-P and 2023-0134-P are one complaint
    regexp_replace(upper(trim("Complaint Tracking Number")), '^(\d{4})-(\d{3})-', '\1-0\2-')
        as complaint_id,
    -- several complainants repeat an allegation under one number; without a number the row stands
    -- for it
    coalesce(
        nullif(trim("Unique Officer Allegation ID"), ''), 'row ' || cast(source_row as varchar)
    ) as allegation_key,
    concat_ws(' / ', trim("Rule Violation"), trim("Paragraph Violation")) as allegation,
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
    end as finding,
from raw
where "Rule Violation" not in ('NO VIOLATION OBSERVED', 'NO ALLIGATIONS ASSIGNED AT THIS TIME')
