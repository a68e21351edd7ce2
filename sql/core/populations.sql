-- One row per area and year of a count of residents.
create table core.populations (
    layer varchar,
    area_id varchar,
    year integer,
    n integer
);
