-- One row per raw file and reason for which rows of it were set aside.
create table core.file_faults (
    dataset varchar,
    source varchar,
    file varchar,
    reason varchar,
    rows_n bigint
);
