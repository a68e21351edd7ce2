-- error: every category is one of the words that data/dictionary.toml lists
with used as (
    {%- for dataset in delivered().values() %}
    {%- for field in fields(dataset.name) %}
    {%- if field.vocabulary and not field.is_vocabulary_open and not field.column %}
    select distinct '{{ field.vocabulary }}' as vocabulary, {{ field.name }} as word
    from core.{{ dataset.table }}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
    select distinct 'set_aside' as vocabulary, reason as word from core.set_aside
)

select used.*
from used
left join core.vocabularies as known
    on used.vocabulary = known.vocabulary and used.word = known.word
where used.word is not null and known.word is null
