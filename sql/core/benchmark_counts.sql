-- One row per row of a benchmark's file; a file by area and race holds a race several times.
create table core.benchmark_counts (
    benchmark varchar,
    race varchar,
    year integer,
    n bigint
);
