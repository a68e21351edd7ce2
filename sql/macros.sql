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
