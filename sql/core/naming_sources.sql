-- One row per source and layer of which the source's place_name names areas.
create table core.naming_sources (
    layer varchar,
    source varchar
);
