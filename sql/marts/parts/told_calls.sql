-- One row per call that data/sensitive.toml does not name, so that all of it leaves. What no file
-- tells of the others is in no mart: less what the files hold, it would be told.
{%- set fields_held = fields("calls") | map(attribute="name") | list %}
select
    calls.place_id,
    calls.received_at,
    {%- for name in ("initiated_by", "priority", "response_s", "outcome") %}
    {%- if name in fields_held %}
    calls.{{ name }},
    {%- else %}
    -- the vintage was built before the field was declared
    null as {{ name }},
    {%- endif %}
    {%- endfor %}
from core.calls as calls
left join marts.sensitive_types as types
    on
        calls.call_type is not distinct from types.call_type
        and calls.category is not distinct from types.category
where types.least is null
