-- One row per other name of an area; `area` is an id, name or part as the map writes it.
create table core.area_aliases (
    layer varchar,
    alias varchar,
    area varchar
);
