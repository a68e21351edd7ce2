-- One row per allegation per officer.
--
-- Officers are not named, so equal rows of one complaint are allegations against several officers
-- and the row itself is the key. `cv` is the release: 1 ends in 1999, 2 runs from 2000 to 2016,
-- 3 to 2018 with codes of its own. codes/force_allegations.csv lists the codes that say force was
-- used on a person; showing a weapon, lawsuits and off-duty quarrels at home are not among them.
select
    raw.source_file,
    raw.source_row,
    id_fault(raw.cr_id) as set_aside,

    trim(raw.cr_id) as complaint_id,
    cast(raw.source_row as varchar) as allegation_key,
    regexp_replace(trim(raw.complaint_category), '\s+', ' ', 'g') as allegation,
    case when raw.complaint_code is not null then forceful.code is not null end
        as is_force_alleged,
    -- NAF: no affidavit, closed because nobody swore to it; NC: no cooperation; DIS: discharged
    finding_of(raw.final_finding) as finding,
    -- the releases write the same outcome in capitals, in small letters and with stars; a number
    -- without a word is a code that no list explains
    case
        when not regexp_full_match(raw.final_outcome, '\d+')
            then nullif(upper(trim(raw.final_outcome, ' *')), 'UNKNOWN')
    end as discipline,
from raw
left join codes_force_allegations as forceful
    on
        raw.complaint_code = forceful.code
        and case when raw.cv = '3' then '3' else '1-2' end = forceful.releases
