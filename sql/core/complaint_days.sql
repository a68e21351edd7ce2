-- One row per day of a complaint that can date it in a city; that of the first place comes first.
create table core.complaint_days (
    kind varchar,
    place integer
);
