-- One row per area that lies wholly in an area of another layer: `layer` and `area_id` hold it.
create table core.held_areas (
    layer varchar,
    area_id varchar,
    part_layer varchar,
    part_id varchar
);
