-- One row per complaint, in one layer, without the complainant's race, sex and age; complaints that
-- data/sensitive.toml names are coarser.
with sensitive as (
    {% include "extracts/parts/sensitive_complaints.sql" %}
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
