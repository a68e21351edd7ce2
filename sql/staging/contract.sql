-- What every staging query may deliver, one table per dataset.
--
-- A staging query (sql/staging/<city>/<name>.sql) is one `select` from the view `raw`: the
-- source's columns as text, under their own names, beside `source_file` and `source_row` (the
-- row as a spreadsheet numbers it: the header is row 1). It renames, casts and fixes units, and
-- delivers any of the columns below, by name. A column it leaves out is "not published" by that
-- source and stays null everywhere. Three columns are never left out:
--   source_file, source_row   lineage
--   set_aside                 null, or the code of the reason why the row cannot be used
--                             (reasons are listed in data/dictionary.toml)
-- What staging queries share is a macro (sql/macros.sql): dates, why a row cannot be used, yes and
-- no, groups of ages. `codes_<name>` are the city's code tables
-- (data/cities/<city>/codes/<name>.csv).
-- `place_name` is a name or number of an area, as the source writes it; city.toml says of which
-- layer. The build places it; staging never does.
-- `block_address` is a block or a crossing, as the city publishes it (16XX LINN ST), never a house:
-- it only helps a resident to find an area (sql/marts/blocks.sql) and reaches no record.
create schema staging;

-- One row per raw row, or per officer, person or kind of force listed inside one raw row.
create table staging.force_rows (
    -- filled in by the build
    source varchar not null,          -- the source's id in city.toml
    row_key bigint not null,          -- file × 10^10 + row: orders and names a row
    is_superseded boolean default false,  -- a newer snapshot holds the same record
    map_no integer default 0,             -- how many redrawings of areas precede the record
    -- delivered by the staging query
    source_file varchar not null,
    source_row bigint not null,
    set_aside varchar,
    incident_id varchar,
    -- what data/fields.toml declares of the incident, its persons and its officers
    {%- for column in staging_columns("force_rows") %}
    {{ column.name }} {{ column.type }},
    {%- if column.note %}  -- {{ column.note }}{% endif %}
    {%- endfor %}
    -- where it was
    longitude double,
    latitude double,
    place_name varchar,
    block_address varchar
);

-- One row per raw row that names a complaint.
create table staging.complaint_rows (
    source varchar not null,
    row_key bigint not null,
    is_superseded boolean default false,
    map_no integer default 0,
    source_file varchar not null,
    source_row bigint not null,
    set_aside varchar,
    complaint_id varchar,
    {%- for column in staging_columns("complaint_rows") %}
    {{ column.name }} {{ column.type }},
    {%- if column.note %}  -- {{ column.note }}{% endif %}
    {%- endfor %}
    longitude double,
    latitude double,
    place_name varchar
);

-- One row per allegation per officer.
create table staging.allegation_rows (
    source varchar not null,
    row_key bigint not null,
    is_superseded boolean default false,
    source_file varchar not null,
    source_row bigint not null,
    set_aside varchar,
    complaint_id varchar,
    {%- for column in staging_columns("allegation_rows") %}
    {{ column.name }} {{ column.type }},
    {%- if column.note %}  -- {{ column.note }}{% endif %}
    {%- endfor %}
    allegation_key varchar            -- tells allegations of one complaint apart
);

-- One row per raw row that names a call.
create table staging.call_rows (
    source varchar not null,
    row_key bigint not null,
    is_superseded boolean default false,
    map_no integer default 0,
    source_file varchar not null,
    source_row bigint not null,
    set_aside varchar,
    call_id varchar,
    {%- for column in staging_columns("call_rows") %}
    {{ column.name }} {{ column.type }},
    {%- if column.note %}  -- {{ column.note }}{% endif %}
    {%- endfor %}
    longitude double,
    latitude double,
    place_name varchar,
    block_address varchar
);

-- One row per period, place, question and group of a survey: several of one raw row, where it holds
-- several groups.
create table staging.survey_rows (
    source varchar not null,
    row_key bigint not null,
    is_superseded boolean default false,
    source_file varchar not null,
    source_row bigint not null,
    set_aside varchar,
    {%- for column in staging_columns("survey_rows") %}
    {{ column.name }} {{ column.type }},
    {%- if column.note %}  -- {{ column.note }}{% endif %}
    {%- endfor %}
    answer_id varchar                 -- answer_key (sql/macros.sql)
);

-- One row per staged row of any dataset: the columns that the build asks of all datasets alike.
-- record_id tells the records of a dataset apart: rows that share it are merged, or superseded.
create view staging.records as
select
    'force' as dataset,
    source,
    row_key,
    set_aside,
    is_superseded,
    incident_id as record_id,
    occurred_on as day,
    map_no,
    longitude,
    latitude,
    place_name,
from staging.force_rows
union all
select
    'complaints' as dataset,
    source,
    row_key,
    set_aside,
    is_superseded,
    complaint_id as record_id,
    coalesce(received_on, occurred_on) as day,
    map_no,
    longitude,
    latitude,
    place_name,
from staging.complaint_rows
union all
select
    'allegations' as dataset,
    source,
    row_key,
    set_aside,
    is_superseded,
    complaint_id as record_id,
    null as day,
    null as map_no,
    null as longitude,
    null as latitude,
    null as place_name,
from staging.allegation_rows
union all
select
    'surveys' as dataset,
    source,
    row_key,
    set_aside,
    is_superseded,
    answer_id as record_id,
    null as day,
    null as map_no,
    null as longitude,
    null as latitude,
    null as place_name,
from staging.survey_rows
union all
select
    'calls' as dataset,
    source,
    row_key,
    set_aside,
    is_superseded,
    call_id as record_id,
    cast(received_at as date) as day,
    map_no,
    longitude,
    latitude,
    place_name,
from staging.call_rows;
