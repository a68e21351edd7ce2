-- One row per raw file.
create table core.files (
    file_no bigint,
    source varchar,
    file varchar
);
