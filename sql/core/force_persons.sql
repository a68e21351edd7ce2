-- One row per person per incident.
with persons as (
    select
        incident_id,
        person_key,
        min(row_key) as row_key,
        max(person_race) as race,
        max(person_sex) as sex,
        max(person_age) as age,
        max(person_age_group) as age_group,
        bool_or(is_person_injured) as is_injured,
        bool_or(is_person_hospitalized) as is_hospitalized,
        bool_or(is_person_arrested) as is_arrested,
        bool_or(is_person_armed) as is_armed,
        max(resistance) as resistance,
    from staging.force
    where set_aside is null and not is_superseded and person_key is not null
    group by incident_id, person_key
)

select
    settings.city,
    persons.incident_id,
    row_number() over (
        partition by persons.incident_id order by persons.row_key, persons.person_key
    ) as person_no,
    files.file as source_file,
    persons.row_key % 10000000000 as source_row,
    coalesce(persons.race, 'unknown') as race,
    coalesce(persons.sex, 'unknown') as sex,
    -- exact ages never leave raw
    case
        when persons.age is null or persons.age < 0 or persons.age > 110
            then coalesce(persons.age_group, 'unknown')
        when persons.age < 18 then 'under 18'
        when persons.age < 25 then '18-24'
        when persons.age < 35 then '25-34'
        when persons.age < 45 then '35-44'
        when persons.age < 65 then '45-64'
        else '65 and over'
    end as age_group,
    persons.is_injured,
    persons.is_hospitalized,
    persons.is_arrested,
    persons.is_armed,
    persons.resistance,
from persons
cross join core.settings as settings
inner join core.files as files on persons.row_key // 10000000000 = files.file_no
