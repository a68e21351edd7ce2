-- One row per vocabulary and code of a source's words: the city's own, then those of every city.
-- $paths are the files of both, $shared is that of every city.
create or replace table recodes as
select
    vocabulary,
    code,
    word,
from read_csv($paths, all_varchar = true, header = true, filename = true)
qualify
    row_number() over (partition by vocabulary, code order by filename = $shared) = 1
