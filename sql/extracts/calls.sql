-- One row per call, in one layer; calls that data/sensitive.toml names are coarser.
with kinds (pattern, category, least) as (
    values
    {%- for kind in sensitive_kinds() %}
    (
        {{ sql_text(kind.pattern) }},
        {{ sql_text(kind.category) }},
        {{ kind.least }}
    ){{ "," if not loop.last }}
    {%- endfor %}
),

-- a type that is of several kinds follows the strictest; of none, it has no least
types as (
    select
        named.call_type,
        named.category,
        max(kinds.least) as least,
    from (
        select distinct
            call_type,
            category,
        from calls
    ) as named
    left join kinds
        on
            regexp_matches(lower(named.call_type), kinds.pattern)
            or named.category = kinds.category
    group by named.call_type, named.category
),

placed as (
    select
        {%- for field in fields("calls") if field.is_public %}
        {{ file_column(field, "calls") }},
        {%- endfor %}
        types.least,
    from calls
    inner join types
        on
            calls.call_type is not distinct from types.call_type
            and calls.category is not distinct from types.category
    inner join (
        select
            place_id,
            layer,
            area_id,
            placed_by,
        from places
        where layer = {{ parameter("layer") }}
    ) as places
        on calls.place_id = places.place_id
    left join areas on places.layer = areas.layer and places.area_id = areas.area_id
),

counted as (
    select
        *,
        area_id = 'unknown' or count(*) over (
            partition by area_id, call_type, date_trunc('month', received_at)
        ) < least as is_few,
    from placed
    where least is not null
),

coarse as (
    select
    {%- for field in fields("calls") if field.is_public %}
        {{ coarse_column(field) }},
    {%- endfor %}
    from counted
)

select * exclude (least)
from placed
where least is null
union all by name
-- rows that are alike in all that leaves are numbered in any order: the number tells nothing
select
    * replace (
        strftime(received_at, '%Y-%m ')
        || lpad(
            cast(
                row_number() over (
                    partition by received_at
                    order by
                        {%- for field in fields("calls") if field.sensitive in (none, "few") %}
                        {{ field.name }},
                        {%- endfor %}
                        received_at
                ) as varchar
            ),
            6,
            '0'
        ) as call_id
    ),
from coarse
