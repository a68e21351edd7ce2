-- What several files of sql/ compute alike. A build defines these macros first.
--
-- A row key names one raw row: the number of its file × 10^10 + its row in the file. Row keys order
-- rows by file, then by row.
create or replace macro row_key(file_no, source_row) as file_no * 10000000000 + source_row;
create or replace macro file_of(row_key) as row_key // 10000000000;
create or replace macro row_of(row_key) as row_key % 10000000000;

-- An area's name or number without case, spaces and padding: 0421 = 421 = 421.0.
create or replace macro name_key(name) as
regexp_replace(
    regexp_replace(
        regexp_replace(upper(trim(name)), '\s+', ' ', 'g'), '^0+([0-9A-Z])', '\1'
    ),
    '\.0+$', ''
);

-- A date or time as the source writes it, in the first of its formats that fits; else null. The
-- build sets the formats, and the day on which the source was retrieved, source by source.
create or replace macro parse_time(written) as
try_strptime(trim(written), getvariable('date_formats'));
create or replace macro retrieved_on() as getvariable('retrieved_on');

-- Why a row cannot be used: null, or a reason of data/dictionary.toml. A staging query takes the
-- first that holds: coalesce(id_fault(…), date_fault(…)).
-- A word for nothing is no record number, nor is what a spreadsheet leaves of it: #REF!, #####,
-- 2.018E+11. Such a row is set aside: under one key with its like it would join records of many
-- days, and under a key of its own each row of a record of several rows would be a record.
create or replace macro id_fault(written) as
case
    when
        coalesce(upper(trim(written)), '') in (
            '', 'N/A', 'NA', 'NAN', 'NIL', 'NONE', 'NULL', '(NULL)', '<NULL>', 'UNKNOWN', 'UNK',
            'TBD', 'PENDING', '-', '--', '---', '.', '?'
        )
        then 'id_missing'
    when
        regexp_matches(trim(written), '^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)$')
        or regexp_matches(trim(written), '^\d+([.,]\d+)?[eE]\+\d+$')
        then 'id_mangled'
end;
-- for a date that the query reads by itself, beside the words that it reads
create or replace macro moment_fault(written, moment) as
case
    when nullif(trim(written), '') is null then 'date_missing'
    when moment is null or cast(moment as date) > retrieved_on() then 'date_impossible'
end;
create or replace macro date_fault(written) as moment_fault(written, parse_time(written));
-- for a source in which dates before begins_on are slips
create or replace macro date_fault_since(written, begins_on) as
case
    when nullif(trim(written), '') is null then 'date_missing'
    when
        parse_time(written) is null
        or parse_time(written) < begins_on
        or cast(parse_time(written) as date) > retrieved_on()
        then 'date_impossible'
end;

-- Yes or no in words; null for anything else.
create or replace macro yes_no(written) as
case lower(trim(written)) when 'yes' then true when 'no' then false end;

-- The different filled values of a list, as a list with one null where there is none: what a query
-- unnests where several columns, or a cell with several values, give one thing.
create or replace macro several(written) as
case
    when len(list_filter(written, lambda v: trim(v) <> '')) > 0
        then list_distinct(
            list_transform(list_filter(written, lambda v: trim(v) <> ''), lambda v: trim(v))
        )
    else [cast(null as varchar)]
end;

-- Who began a call, of a file that says whether an officer did: Y or N.
create or replace macro initiator_of(is_self_initiated) as
case is_self_initiated when 'Y' then 'officer' when 'N' then 'public' else 'unknown' end;

-- The group of an exact age: no exact age reaches a table of a vintage.
create or replace macro age_group(years) as
case
    when years is null or years < 0 or years > 110 then 'unknown'
    when years < 18 then 'under 18'
    when years < 25 then '18-24'
    when years < 35 then '25-34'
    when years < 45 then '35-44'
    when years < 65 then '45-64'
    else '65 and over'
end;
