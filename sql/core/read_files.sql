-- One row per raw file: its rows, the records it keeps, and the days of records that it loses to
-- another day under the same record number.
create table core.read_files (
    dataset varchar,
    source varchar,
    file varchar,
    rows_read bigint,
    kept_n bigint,
    lost_days_n bigint,
    is_explained boolean,   -- the pack says why its faults may stand
    is_undated boolean      -- a fetch put the source's rows of no year into it
);
