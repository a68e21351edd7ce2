-- One row per complaint.
with complaints as (
    select
        complaint_id,
        min(row_key) as row_key,
        min_by(source, row_key) as source,
        min_by(map_no, row_key) as map_no,
        min_by(longitude, row_key) as longitude,
        min_by(latitude, row_key) as latitude,
        min_by(place_name, row_key) as place_name,
        {%- for field in fields("complaints") if not field.is_derived %}
        {{ merge_rows(field) }} as {{ field.name }},
        {%- endfor %}
        bool_or(is_force_alleged) as is_force_alleged,
        -- a complaint is sustained if any of its allegations is
        bool_or(disposition = 'sustained') as is_sustained,
        min_by(disposition, row_key) filter (where disposition <> 'unknown') as disposition,
    from staging.complaint_rows
    where set_aside is null and not is_superseded
    group by complaint_id
),

allegations as (
    select
        complaint_id,
        count(*) as allegations_n,
        bool_or(is_force_alleged) as is_force_alleged,
        bool_or(finding = 'sustained') as is_sustained,
        min_by(finding, allegation_no) filter (where finding <> 'unknown') as finding,
    from core.allegations
    group by complaint_id
),

-- a source that gives no closing day at all does not say that everything is open
closing as (
    select
        source,
        count(closed_on) > 0 as is_published,
    from staging.complaint_rows
    group by source
),

decided as (
    select
        complaints.*,
        coalesce(allegations.allegations_n, 0) as allegations_n,
        coalesce(complaints.is_force_alleged, allegations.is_force_alleged) as is_alleging_force,
        case
            when complaints.closed_on is null and closing.is_published then 'open'
            when complaints.is_sustained or allegations.is_sustained then 'sustained'
            else coalesce(complaints.disposition, allegations.finding, 'unknown')
        end as outcome,
    from complaints
    inner join closing using (source)
    left join allegations using (complaint_id)
),

days as (
    {%- for day in ("received_on", "occurred_on", "closed_on") %}
    select
        complaint_id,
        '{{ day }}' as kind,
        {{ day }} as day,
    from decided
    where {{ day }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- the first of the days that the pack names which is known and can be
counted as (
    select
        days.complaint_id,
        min_by(days.day, complaint_days.place) as counted_on,
    from days
    inner join core.complaint_days as complaint_days using (kind)
    cross join core.settings as settings
    where days.day between settings.begins_on and settings.ends_on
    group by days.complaint_id
)

select
    settings.city,
    decided.complaint_id,
    files.file as source_file,
    row_of(decided.row_key) as source_row,
    decided.row_key,
    placed.place_id,
    placed.area_id,
    placed.placed_by,
    {%- for field in fields("complaints") if not field.is_derived %}
    {{ core_column(field, "decided") }},
    {%- endfor %}
    counted.counted_on,
    decided.is_alleging_force as is_force_alleged,
    decided.outcome as disposition,
    decided.allegations_n,
    datediff('day', decided.received_on, decided.closed_on) as days_open,
from decided
cross join core.settings as settings
inner join core.files as files on file_of(decided.row_key) = files.file_no
left join counted using (complaint_id)
inner join core.placed as placed
    on
        decided.source = placed.source
        and decided.map_no = placed.map_no
        and decided.longitude is not distinct from placed.longitude
        and decided.latitude is not distinct from placed.latitude
        and decided.place_name is not distinct from placed.place_name
