-- One row per area of a layer and census tract that it shares ground with; area_id is null for what
-- lies in no area (data/census.py).
create table core.crosswalk (
    layer varchar,
    area_id varchar,
    geoid varchar,
    tract_year integer,
    population bigint,
    population_year integer,
    tract_share double,
    residents double,
    area_share double,
    ground_covered double
);
