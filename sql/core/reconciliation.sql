-- One row per total that the department published; `entry` is JSON.
create table core.reconciliation (
    event varchar,
    first_on date,
    last_on date,
    published bigint,
    entry varchar
);
