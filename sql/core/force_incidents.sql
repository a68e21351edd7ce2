-- One row per incident (or per force report, where the city's unit is the report).
with incidents as (
    select
        incident_id,
        min(row_key) as row_key,
        min_by(source, row_key) as source,
        min_by(map_no, row_key) as map_no,
        min_by(longitude, row_key) as longitude,
        min_by(latitude, row_key) as latitude,
        min_by(place_name, row_key) as place_name,
        {%- for field in fields("force") if not field.is_derived %}
        {{ merge_rows(field) }} as {{ field.name }},
        {%- endfor %}
        count(distinct person_key) as persons_n,
        count(distinct officer_key) as officers_n,
        list_sort(
            list(distinct person_weapon) filter (where person_weapon not in ('none', 'unknown'))
        ) as person_weapons,
        bool_and(person_weapon = 'none') as is_person_unarmed,
        list_sort(
            list(distinct officer_weapon) filter (where officer_weapon not in ('none', 'unknown'))
        ) as officer_weapons,
        bool_and(officer_weapon = 'none') as is_without_weapon,
        count(distinct row_key) as rows_n,
    from staging.force_rows
    where set_aside is null and not is_superseded
    group by incident_id
)

select
    settings.city,
    incidents.incident_id,
    files.file as source_file,
    row_of(incidents.row_key) as source_row,
    incidents.row_key,
    placed.place_id,
    placed.area_id,
    placed.placed_by,
    round(incidents.longitude, settings.public_decimals) as longitude,
    round(incidents.latitude, settings.public_decimals) as latitude,
    {%- for field in fields("force") if not field.is_derived %}
    {{ core_column(field, "incidents") }},
    {%- endfor %}
    -- where a source names no person or officer at all, their number is not published
    case
        when max(incidents.persons_n) over (partition by incidents.source) > 0
            then incidents.persons_n
    end as persons_n,
    case
        when max(incidents.officers_n) over (partition by incidents.source) > 0
            then incidents.officers_n
    end as officers_n,
    -- every weapon that is named; none only where each person, or each action, is said to have none
    case
        when incidents.person_weapons is not null
            then array_to_string(incidents.person_weapons, ', ')
        when incidents.is_person_unarmed then 'none'
    end as person_weapon,
    case
        when incidents.officer_weapons is not null
            then array_to_string(incidents.officer_weapons, ', ')
        when incidents.is_without_weapon then 'none'
    end as officer_weapon,
    incidents.rows_n,
from incidents
cross join core.settings as settings
inner join core.files as files on file_of(incidents.row_key) = files.file_no
inner join core.placed as placed
    on
        incidents.source = placed.source
        and incidents.map_no = placed.map_no
        and incidents.longitude is not distinct from placed.longitude
        and incidents.latitude is not distinct from placed.latitude
        and incidents.place_name is not distinct from placed.place_name
