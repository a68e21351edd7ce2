-- One row per correction of the pack that this build applied; `entry` is JSON.
create table core.corrections (
    correction_id varchar,
    source varchar,
    dataset varchar,
    action varchar,         -- drop, override, flag
    rows_expected bigint,   -- the guard: rows with the fault when it was seen
    rows_n bigint,          -- rows with the fault today
    entry varchar
);
