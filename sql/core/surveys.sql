-- One row per period, place, question and group of a survey: its value, and how sure it is.
-- An area is looked up on the map in force now, by its number or name.
with answers as (
    select *
    from staging.survey_rows
    where set_aside is null and not is_superseded
    qualify row_number() over (partition by answer_id order by row_key) = 1
),

names as (
    select
        layer,
        name_key,
        area_id,
    from core.name_keys
    qualify map_no = max(map_no) over (partition by layer)
)

select
    settings.city,
    answers.answer_id,
    answers.source,
    answers.source_file,
    answers.source_row,
    answers.row_key,
    {%- for field in fields("surveys") if not field.is_derived %}
    {{ core_column(field, "answers") }},
    {%- endfor %}
    layers.layer,
    case when layers.layer is not null then coalesce(names.area_id, 'unknown') end as area_id,
from answers
cross join core.settings as settings
left join (select distinct layer from core.area_names) as layers
    on answers.place_kind = layers.layer
left join names
    on answers.place_kind = names.layer and name_key(answers.place_name) = names.name_key
order by answers.starts_on, answers.row_key, answers.answer_id
