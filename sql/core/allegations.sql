-- One row per allegation per officer.
with allegations as (
    select
        complaint_id,
        allegation_key,
        min(row_key) as row_key,
        {%- for field in fields("allegations") if not field.is_derived %}
        {{ merge_rows(field) }} as {{ field.name }},
        {%- endfor %}
    from staging.allegation_rows
    where set_aside is null and not is_superseded
    group by complaint_id, allegation_key
)

select
    settings.city,
    allegations.complaint_id,
    row_number() over (
        partition by allegations.complaint_id
        order by allegations.row_key, allegations.allegation_key
    ) as allegation_no,
    files.file as source_file,
    row_of(allegations.row_key) as source_row,
    allegations.row_key,
    {%- for field in fields("allegations") if not field.is_derived %}
    {{ core_column(field, "allegations") }},
    {%- endfor %}
from allegations
cross join core.settings as settings
inner join core.files as files on file_of(allegations.row_key) = files.file_no
