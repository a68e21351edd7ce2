-- One row per allegation and complainant; rows in which no rule is named are no allegations.
select
    raw.source_file,
    raw.source_row,
    coalesce(
        id_fault(raw."Complaint Tracking Number"),
        case
            -- a comma in a rule's name or in a unit's pushed what follows one column to the right
            when raw."Officer Gender" in ('Black', 'White') then 'columns_shifted'
        end
    ) as set_aside,

    -- 2023-134-P and 2023-0134-P are one complaint
    regexp_replace(upper(trim(raw."Complaint Tracking Number")), '^(\d{4})-(\d{3})-', '\1-0\2-')
        as complaint_id,
    -- several complainants repeat an allegation under one number; without a number the row stands
    -- for it
    coalesce(
        nullif(trim(raw."Unique Officer Allegation ID"), ''),
        'row ' || cast(raw.source_row as varchar)
    ) as allegation_key,
    concat_ws(' / ', trim(raw."Rule Violation"), trim(raw."Paragraph Violation")) as allegation,
    raw."Paragraph Violation" like '%AUTHORIZED FORCE' as is_force_alleged,
    case raw.disposition
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
    coalesce(races.race, 'unknown') as officer_race,
    coalesce(sexes.sex, 'unknown') as officer_sex,
from raw
left join codes_races as races on upper(trim(raw."Officer Race Ethnicity")) = races.code
left join codes_sexes as sexes on upper(trim(raw."Officer Gender")) = sexes.code
where raw."Rule Violation" not in ('NO VIOLATION OBSERVED', 'NO ALLIGATIONS ASSIGNED AT THIS TIME')
