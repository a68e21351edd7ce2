-- One row per type and category of calls that data/sensitive.toml names: the records an area needs.
with kinds (pattern, category, least) as (
    values
    {%- for kind in sensitive_kinds() %}
    (
        {{ sql_text(kind.pattern) }},
        {{ sql_text(kind.category) }},
        {{ kind.least }}
    ){{ "," if not loop.last }}
    {%- endfor %}
)

-- a type that is of several kinds follows the strictest
select
    named.call_type,
    named.category,
    max(kinds.least) as least,
from marts.call_types as named
inner join kinds
    on
        regexp_matches(lower(named.call_type), kinds.pattern)
        or named.category = kinds.category
group by named.call_type, named.category
