-- One row per layer and stretch of time between redrawings: the map in force then is the one valid
-- from valid_from. map_no counts the redrawings before the stretch.
create table core.map_numbers (
    layer varchar,
    map_no integer,
    valid_from date
);
