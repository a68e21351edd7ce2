-- One row per allegation per officer.
with allegations as (
    select
        complaint_id,
        allegation_key,
        min(row_key) as row_key,
        min_by(allegation, row_key) as allegation,
        bool_or(is_force_alleged) as is_force_alleged,
        min_by(finding, row_key) as finding,
        min_by(discipline, row_key) as discipline,
        min_by(officer_race, row_key) as officer_race,
        min_by(officer_sex, row_key) as officer_sex,
    from staging.allegation_rows
    where set_aside is null and not is_superseded
    group by complaint_id, allegation_key
)

select
    settings.city,
    allegations.complaint_id,
    row_number() over (
        partition by allegations.complaint_id order by allegations.row_key
    ) as allegation_no,
    files.file as source_file,
    row_of(allegations.row_key) as source_row,
    allegations.row_key,
    allegations.allegation,
    allegations.is_force_alleged,
    coalesce(allegations.finding, 'unknown') as finding,
    allegations.discipline,
    allegations.officer_race,
    allegations.officer_sex,
from allegations
cross join core.settings as settings
inner join core.files as files on file_of(allegations.row_key) = files.file_no
