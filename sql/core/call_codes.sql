-- One row per code of a call type in the city's mapping (data/cities/<city>/codes/call_types.csv).
create table core.call_codes (
    code varchar,
    label varchar,
    category varchar
);
