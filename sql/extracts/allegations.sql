-- One row per allegation per officer, in one layer, without the officer's race and sex; allegations
-- of complaints that data/sensitive.toml names are coarser, and their complaints are not named.
with sensitive as (
    {% include "extracts/parts/sensitive_complaints.sql" %}
),

-- whether the area of a complaint had too few such complaints in its month
few as (
    select
        complaints.complaint_id,
        {% if in_first_layer %}
        places.area_id = 'unknown' or count(*) over (
            partition by places.area_id, date_trunc('month', complaints.counted_on)
        ) < sensitive.least as is_few,
        {% else %}
        -- the areas of two layers, one inside the other, could be subtracted
        true as is_few,
        {% endif %}
    from complaints
    inner join places on complaints.place_id = places.place_id
    inner join sensitive on complaints.complaint_id = sensitive.complaint_id
    where places.layer = {{ parameter("layer") }}
),

placed as (
    select
        {%- for field in fields("allegations") if field.is_public %}
        {{ file_column(field, "allegations") }},
        {%- endfor %}
        sensitive.least,
        few.is_few,
    from allegations
    inner join complaints on allegations.complaint_id = complaints.complaint_id
    inner join {{ places_in_layer() }} as places
        on complaints.place_id = places.place_id
    left join areas on places.layer = areas.layer and places.area_id = areas.area_id
    left join sensitive on complaints.complaint_id = sensitive.complaint_id
    left join few on complaints.complaint_id = few.complaint_id
),

coarse as (
    select
        {%- for field in fields("allegations") if field.is_public %}
        {{ coarse_column(field) }},
        {%- endfor %}
        md5(concat_ws('/', complaint_id, allegation_no)) as mixed,
    from placed
    where least is not null
)

select * exclude (least, is_few)
from placed
where least is null
union all by name
-- rows that are alike in all that leaves are numbered in an order that tells nothing of them
select
    * exclude (mixed) replace (
        row_number() over (
            partition by counted_on
            order by
                {%- for field in fields("allegations") if field.is_public %}
                {%- if field.sensitive in (none, "few") %}
                {{ field.name }},
                {%- endif %}
                {%- endfor %}
                mixed
        ) as allegation_no
    ),
from coarse
