-- One row per complaint that data/sensitive.toml names by its category or by any allegation, with
-- the records that an area and a month need: of several kinds, the strictest.
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
)

select
    named.complaint_id,
    max(subjects.least) as least,
from named
inner join subjects on named.subject = subjects.subject
group by named.complaint_id
