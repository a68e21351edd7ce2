-- One row per call.
with repeated as (
    select call_id
    from staging.call_rows
    where set_aside is null and not is_superseded
    group by call_id
    having count(*) > 1
),

-- of millions of calls few have several rows, and only these are looked up
first_rows as (
    select
        staged.call_id,
        min(staged.row_key) as row_key,
    from staging.call_rows as staged
    inner join repeated on staged.call_id = repeated.call_id
    where staged.set_aside is null and not staged.is_superseded
    group by staged.call_id
),

calls as (
    select
        staged.call_id,
        staged.row_key,
        staged.source,
        staged.source_file,
        staged.source_row,
        staged.map_no,
        staged.longitude,
        staged.latitude,
        staged.place_name,
        {%- for field in fields("calls") if not field.is_derived %}
        {{ staging_column(field, "staged") }},
        {%- endfor %}
    from staging.call_rows as staged
    left join first_rows on staged.call_id = first_rows.call_id
    where
        staged.set_aside is null
        and not staged.is_superseded
        and (first_rows.row_key is null or staged.row_key = first_rows.row_key)
)

select
    settings.city,
    calls.call_id,
    calls.source_file,
    calls.source_row,
    calls.row_key,
    placed.place_id,
    placed.area_id,
    placed.placed_by,
    {%- for field in fields("calls") if not field.is_derived %}
    {{ core_column(field, "calls") }},
    {%- endfor %}
    -- an arrival before the call, or a day after it, is a slip of the clock
    case
        when datediff('second', calls.received_at, calls.arrived_at) between 0 and 86400
            then datediff('second', calls.received_at, calls.arrived_at)
    end as response_s,
from calls
cross join core.settings as settings
inner join core.placed as placed
    on
        calls.source = placed.source
        and calls.map_no = placed.map_no
        and calls.longitude is not distinct from placed.longitude
        and calls.latitude is not distinct from placed.latitude
        and calls.place_name is not distinct from placed.place_name
