-- One row per explanation of what a newer snapshot has otherwise; `entry` is JSON.
create table core.revision_notes (
    dataset varchar,
    field varchar,
    entry varchar
);
