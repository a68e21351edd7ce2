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

-- A date without what people add to it: spaces of every kind, `Sept. 4th, 2018`, `a.m.`; Z as an
-- offset, and the hour 24 as 00 (parse_time adds the day).
create or replace macro date_text(written) as
regexp_replace(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    trim(
                        regexp_replace(
                            written,
                            '[\s\x{00A0}\x{2000}-\x{200D}\x{202F}\x{2060}\x{3000}\x{FEFF}]+',
                            ' ',
                            'g'
                        )
                    ),
                    '(?i)\bsept\b', 'Sep', 'g'
                ),
                '([A-Za-z])\.', '\1', 'g'
            ),
            '(?i)(\d)(st|nd|rd|th)\b', '\1', 'g'
        ),
        '(\d)Z$', '\1+00'
    ),
    '([ T])24:00', '\100:00'
);

-- Whether a value only says that there is none. No such word is long: `case` spares the others
-- the expressions of date_text, which cost a build more than its dates.
create or replace macro is_blank(written) as
case
    when length(written) >= 16 then false
    else coalesce(
        lower(date_text(written))
        in (
            '', '-', '--', '?', 'null', 'none', 'n/a', 'na', 'nan', 'nat', 'unknown', 'unk',
            'not available'
        ),
        true
    )
end;

-- A date or time as the source writes it, in the first of its formats that fits; else null. The
-- build sets the formats (data/written_dates.py), and the day on which the source was retrieved,
-- source by source. Times with an offset, and counts since 1970 in UTC, become local.
create or replace macro local_time(utc) as
timezone(getvariable('time_zone'), timezone('UTC', utc));
create or replace macro counts(form) as list_contains(getvariable('number_formats'), form);
create or replace macro time_of_number(n) as
case
    when counts('milliseconds') and abs(n) between 1e11 and 4.1e12
        then local_time(epoch_ms(cast(n as bigint)))
    when counts('local_milliseconds') and abs(n) between 1e11 and 4.1e12
        then epoch_ms(cast(n as bigint))
    when counts('seconds') and abs(n) between 1e8 and 4.1e9
        then local_time(epoch_ms(cast(n * 1000 as bigint)))
    when counts('local_seconds') and abs(n) between 1e8 and 4.1e9
        then epoch_ms(cast(n * 1000 as bigint))
    -- rounded to the second, since a fraction of a day is never exact
    when counts('spreadsheet_days') and n between 1 and 73050
        then timestamp '1899-12-30' + to_seconds(cast(round(n * 86400) as bigint))
end;
create or replace macro parse_time(written) as
coalesce(
    try_strptime(trim(written), getvariable('date_formats')),
    case
        when not is_blank(written)
            then coalesce(
                try_strptime(date_text(written), getvariable('date_formats'))
                + to_days(cast(regexp_matches(written, '[\sT]24:00') as integer)),
                timezone(
                    getvariable('time_zone'),
                    cast(
                        try_strptime(date_text(written), getvariable('offset_formats'))
                        as timestamptz
                    )
                ),
                time_of_number(try_cast(written as double))
            )
    end
);

-- What tells a value of a survey apart from all others: its period, place, topic and group.
create or replace macro answer_key(starts_on, ends_on, place, topic, group_name) as
concat_ws('|', starts_on, ends_on, coalesce(place, ''), topic, coalesce(group_name, ''));

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
    when is_blank(written) then 'date_missing'
    when not coalesce(cast(moment as date) <= retrieved_on(), false) then 'date_impossible'
end;
create or replace macro date_fault(written) as moment_fault(written, parse_time(written));
-- for a source in which dates before begins_on are slips
create or replace macro date_fault_since(written, begins_on) as
case
    when is_blank(written) then 'date_missing'
    when
        not coalesce(cast(parse_time(written) as date) between begins_on and retrieved_on(), false)
        then 'date_impossible'
end;

-- a date as it is written, where it can be the day of a record; else null, so that another day of
-- the row can stand in
create or replace macro written_since(written, begins_on) as
case when date_fault_since(written, begins_on) is null then written end;

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

-- A day and a time of day in two columns, as one text to be read; the midnight that a spreadsheet
-- or a portal adds to a day is taken off. Null without a day.
create or replace macro day_and_clock(day, clock) as
case
    when not is_blank(day)
        then
            concat_ws(
                ' ',
                regexp_replace(
                    trim(day),
                    '[ T]+(00?:00(:00)?(\.0+)?|12:00(:00)? ?[Aa]\.?[Mm]\.?)(Z|[+-]00(:?00)?)?$',
                    ''
                ),
                nullif(trim(clock), '')
            )
end;
-- A time of day whose zeros in front are lost: 930 is 0930.
create or replace macro padded(clock, digits) as lpad(nullif(trim(clock), ''), digits, '0');
-- A day in three columns, as one text to be read: 2018-1-3.
create or replace macro day_of_parts(year, month, day) as
case when not is_blank(year) then concat_ws('-', trim(year), trim(month), trim(day)) end;

-- A month in two columns, as one text to be read: May 2018.
create or replace macro month_of_parts(month, year) as
case when not is_blank(month) then concat_ws(' ', trim(month), trim(year)) end;

-- An age as people write it (25.0, 25 yrs), in years; null for 0, 999 and other words.
create or replace macro years_of(written) as
case
    when
        try_cast(
            regexp_extract(
                trim(written),
                '(?i)^(\d{1,3})(\.\d+)?( *(y|yo|y/o|yrs?|years?)[ .]*(old)?)?$',
                1
            ) as integer
        ) between 1 and 110
        then
            try_cast(regexp_extract(trim(written), '^\d{1,3}') as integer)
end;
-- A range of ages (18 to 24), as 18-24.
create or replace macro range_of_ages(written) as
nullif(regexp_replace(
    regexp_extract(trim(written), '(?i)^\d{1,3} *(-|–|to) *\d{1,3}'), '(?i) *(-|–|to) *', '-'
), '');

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
