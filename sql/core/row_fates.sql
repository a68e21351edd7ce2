-- One row per raw row that reached staging and is not kept: set_aside or merged, and why.
create table core.row_fates (
    source varchar,
    row_key bigint,
    fate varchar,
    reason varchar
);
