-- One row per word of a closed vocabulary (data/dictionary.toml).
create table core.vocabularies (
    vocabulary varchar,
    word varchar
);
