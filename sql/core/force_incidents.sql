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
        min(occurred_on) as occurred_on,
        min(occurred_at) as occurred_at,
        min_by(district, row_key) as district,
        min_by(reason, row_key) as reason,
        max(force_level) as force_level,
        list_sort(list(distinct force_type) filter (where force_type is not null)) as force_types,
        count(distinct person_key) as persons_n,
        count(distinct officer_key) as officers_n,
        bool_or(is_person_injured) as is_person_injured,
        bool_or(is_officer_injured) as is_officer_injured,
        bool_or(is_firearm_pointed) as is_firearm_pointed,
        bool_or(is_deescalation_attempted) as is_deescalation_attempted,
        bool_or(is_behavioral_crisis) as is_behavioral_crisis,
        bool_or(is_person_arrested) as is_arrest_made,
        bool_or(is_person_killed) as is_person_killed,
        bool_or(has_camera_footage) as has_camera_footage,
        list_sort(
            list(distinct person_weapon) filter (where person_weapon not in ('none', 'unknown'))
        ) as person_weapons,
        bool_and(person_weapon = 'none') as is_person_unarmed,
        list_sort(
            list(distinct officer_weapon) filter (where officer_weapon not in ('none', 'unknown'))
        ) as officer_weapons,
        bool_and(officer_weapon = 'none') as is_without_weapon,
        min_by(disposition, row_key) as disposition,
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
    incidents.occurred_on,
    incidents.occurred_at,
    placed.place_id,
    placed.area_id,
    placed.placed_by,
    incidents.district,
    round(incidents.longitude, settings.public_decimals) as longitude,
    round(incidents.latitude, settings.public_decimals) as latitude,
    incidents.reason,
    incidents.force_level,
    incidents.force_types,
    -- where a source names no person or officer at all, their number is not published
    case
        when max(incidents.persons_n) over (partition by incidents.source) > 0
            then incidents.persons_n
    end as persons_n,
    case
        when max(incidents.officers_n) over (partition by incidents.source) > 0
            then incidents.officers_n
    end as officers_n,
    incidents.is_person_injured,
    incidents.is_officer_injured,
    incidents.is_firearm_pointed,
    incidents.is_deescalation_attempted,
    incidents.is_behavioral_crisis,
    incidents.is_arrest_made,
    incidents.is_person_killed,
    incidents.has_camera_footage,
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
    incidents.disposition,
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
