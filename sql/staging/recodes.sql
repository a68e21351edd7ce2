-- Words of a source as words of data/dictionary.toml, by data/recodes.csv and the city's own
-- codes/recodes.csv; unknown for any other. Codes are in capitals, without spaces around them.
create or replace macro race_of(written) as
coalesce(
    (
        select recodes.word
        from recodes
        where recodes.vocabulary = 'race' and recodes.code = upper(trim(written))
    ),
    'unknown'
);
create or replace macro sex_of(written) as
coalesce(
    (
        select recodes.word
        from recodes
        where recodes.vocabulary = 'sex' and recodes.code = upper(trim(written))
    ),
    'unknown'
);
create or replace macro finding_of(written) as
coalesce(
    (
        select recodes.word
        from recodes
        where recodes.vocabulary = 'finding' and recodes.code = upper(trim(written))
    ),
    'unknown'
);
