-- error: every category is one of the words that data/dictionary.toml lists
with used as (
    select distinct 'race' as vocabulary, race as word from core.force_persons
    union all
    select distinct 'sex' as vocabulary, sex as word from core.force_persons
    union all
    select distinct 'race' as vocabulary, complainant_race as word from core.complaints
    union all
    select distinct 'sex' as vocabulary, complainant_sex as word from core.complaints
    union all
    select distinct 'race' as vocabulary, officer_race as word from core.allegations
    union all
    select distinct 'sex' as vocabulary, officer_sex as word from core.allegations
    union all
    select distinct 'disposition' as vocabulary, disposition as word from core.complaints
    union all
    select distinct 'disposition' as vocabulary, finding as word from core.allegations
    union all
    select distinct 'complaint_source' as vocabulary, complaint_source as word from core.complaints
    union all
    select distinct 'call_category' as vocabulary, category as word from core.calls
    union all
    select distinct 'initiated_by' as vocabulary, initiated_by as word from core.calls
    union all
    select distinct 'responder' as vocabulary, responder as word from core.calls
    union all
    select distinct 'set_aside' as vocabulary, reason as word from core.set_aside
)

select used.*
from used
left join core.vocabularies as known
    on used.vocabulary = known.vocabulary and used.word = known.word
where used.word is not null and known.word is null
