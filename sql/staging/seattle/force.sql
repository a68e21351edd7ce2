-- One row per officer, person and force report.
select
    source_file,
    source_row,
    coalesce(id_fault("Incident_Num"), date_fault("Occured_date_time")) as set_aside,

    ---------- the report
    -- Named an incident, but it is one officer's report: the seven officers who used force on the
    -- same six people in G3 on 6 June 2017 at 17:30 have seven numbers. The number within ID is no
    -- better: one for each of these but for 12 reports, where it is missing (4) or shared by two.
    trim("Incident_Num") as incident_id,
    cast(parse_time("Occured_date_time") as date) as occurred_on,
    parse_time("Occured_date_time") as occurred_at,
    -- the precinct stands for the place where no beat is named, as in many reports of 2022; beat
    -- 99 is outside the city in the records, and water on the map
    case
        when regexp_full_match(trim("Beat"), '[A-Z]\d') then trim("Beat")
        else trim("Precinct")
    end as place_name,
    case
        when "Precinct" in ('North', 'South', 'East', 'West', 'Southwest') then "Precinct"
    end as district,
    case "Incident_Type"
        when 'Level 1 - Use of Force' then 1
        when 'Level 2 - Use of Force' then 2
        when 'Level 3 - Use of Force' then 3
        when 'Level 3 - OIS' then 4             -- a shooting by an officer, its own class
    end as force_level,

    ---------- the person
    trim("Subject_ID") as person_key,
    race_of("Subject_Race") as person_race,
    -- the source keeps transgender and non-binary persons apart from Male and Female; the
    -- vocabulary has one word for them, other
    sex_of("Subject_Gender") as person_sex,

    ---------- the officer
    trim("Officer_ID") as officer_key,
from raw
