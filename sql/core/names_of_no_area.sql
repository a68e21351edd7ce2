-- One row per name that the pack declares to be no area of the layer.
create table core.names_of_no_area (
    layer varchar,
    place_name varchar
);
