-- One row per note on a month; `entry` is JSON.
create table core.month_notes (
    month date,
    entry varchar
);
