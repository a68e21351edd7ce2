-- One row per complaint, in one layer, without the complainant's race, sex and age; complaints that
-- data/sensitive.toml names are coarser.
with kinds (pattern, least) as (
    values
    {%- for kind in sensitive_kinds() %}
    (
        {{ sql_text(kind.pattern) }},
        {{ kind.least }}
    ){{ "," if not loop.last }}
    {%- endfor %}
),

named as (
    select
        complaint_id,
        category as subject,
    from complaints
    union all
    select
        complaint_id,
        allegation as subject,
    from allegations
),

subjects as (
    select
        named.subject,
        max(kinds.least) as least,
    from (
        select distinct subject
        from named
    ) as named
    inner join kinds on regexp_matches(lower(named.subject), kinds.pattern)
    group by named.subject
),

-- by its category or by any allegation; of several kinds, by the strictest
sensitive as (
    select
        named.complaint_id,
        max(subjects.least) as least,
    from named
    inner join subjects on named.subject = subjects.subject
    group by named.complaint_id
),

placed as (
    select
        {%- for field in fields("complaints") if field.is_public %}
        {{ file_column(field, "complaints") }},
        {%- endfor %}
        sensitive.least,
    from complaints
    inner join {{ places_in_layer() }} as places
        on complaints.place_id = places.place_id
    left join areas on places.layer = areas.layer and places.area_id = areas.area_id
    left join sensitive on complaints.complaint_id = sensitive.complaint_id
),

counted as (
    select
        *,
        {% if in_first_layer %}
        area_id = 'unknown' or count(*) over (
            partition by area_id, date_trunc('month', counted_on)
        ) < least as is_few,
        {% else %}
        -- the areas of two layers, one inside the other, could be subtracted
        true as is_few,
        {% endif %}
    from placed
    where least is not null
),

coarse as (
    select
        {%- for field in fields("complaints") if field.is_public %}
        {{ coarse_column(field) }},
        {%- endfor %}
        md5(complaint_id) as mixed,
    from counted
)

select * exclude (least)
from placed
where least is null
union all by name
-- rows that are alike in all that leaves are numbered in an order that tells nothing of them
select
    * exclude (mixed) replace (
        strftime(counted_on, '%Y-%m ')
        || lpad(
            cast(
                row_number() over (
                    partition by counted_on
                    order by
                        {%- for field in fields("complaints") if field.is_public %}
                        {%- if field.sensitive in (none, "few") %}
                        {{ field.name }},
                        {%- endif %}
                        {%- endfor %}
                        mixed
                ) as varchar
            ),
            6,
            '0'
        ) as complaint_id
    ),
from coarse
