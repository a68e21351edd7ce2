-- One row per person per incident.
with persons as (
    select
        incident_id,
        person_key,
        min(row_key) as row_key,
        -- the first row that knows: a later `unknown` takes nothing away
        min_by(person_race, row_key) filter (where person_race <> 'unknown') as race,
        min_by(person_sex, row_key) filter (where person_sex <> 'unknown') as sex,
        max(person_age) as age,
        max(person_age_group) as age_group,
        bool_or(is_person_injured) as is_injured,
        bool_or(is_person_hospitalized) as is_hospitalized,
        bool_or(is_person_arrested) as is_arrested,
        bool_or(is_person_armed) as is_armed,
        min_by(resistance, row_key) filter (where resistance is not null) as resistance,
    from staging.force_rows
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
    row_of(persons.row_key) as source_row,
    coalesce(persons.race, 'unknown') as race,
    coalesce(persons.sex, 'unknown') as sex,
    -- the city's own groups where it gives no age
    coalesce(nullif(age_group(persons.age), 'unknown'), persons.age_group, 'unknown') as age_group,
    persons.is_injured,
    persons.is_hospitalized,
    persons.is_arrested,
    persons.is_armed,
    persons.resistance,
from persons
cross join core.settings as settings
inner join core.files as files on file_of(persons.row_key) = files.file_no
