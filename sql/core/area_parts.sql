-- One row per part of an area that records name instead of the area; `area` is the map's own id.
create table core.area_parts (
    layer varchar,
    part varchar,
    area varchar
);
