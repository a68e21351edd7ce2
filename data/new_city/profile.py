"""Profiles the columns of a raw table: filled rows, different values, numbers, dates."""

import re
from dataclasses import dataclass, replace

import duckdb

from data.formats import named, quoted
from data.new_city.second_headers import drop_second_headers
from data.new_city.words import tokens

MOST_VALUES = 2_000
"""Most values kept of a column; a column with more is no list of categories or areas."""

LOOKED_AT = 20_000
"""Number of different values used to try date formats."""

LEAST_GAIN = 0.002
"""A date format is added if it alone reads at least this share of a column."""

NUMBER_RANGES = {
    "milliseconds": (3e11, 4.1e12),
    "seconds": (3e8, 4.1e9),
    "spreadsheet_days": (32_874, 73_050),
}
"""The numbers taken for dates: since 1980 (days: since 1990), where a column is named a date."""

DATE_WORDS = {"date", "day", "occurred", "received", "created", "reported", "time", "closed"}
"""Words of a column's name that let its numbers be dates."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""A date outside these years is not accepted, since `%Y` reads `1/2/19` as the year 19."""

MONTHS_ONLY = ("%Y-%m", "%m/%Y", "%B %Y", "%b %Y", "%m %Y")
_DAYS = (
    *("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y", "%d/%m/%y", "%Y/%m/%d", "%m-%d-%Y"),
    *("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%B %d, %Y", "%d %B %Y"),
    *("%d-%m-%Y", "%d.%m.%Y", "%m.%d.%Y", "%Y%m%d", "%b %d %y", "%B %d %Y", "%d %b, %Y"),
)
_TIMES = (
    *("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", ", %I:%M %p"),
    *("T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f", "T%H:%M%z", "T%H:%M:%S%z", "T%H:%M:%S.%f%z"),
    *(" %H:%M%z", " %H:%M:%S%z", " %H:%M:%S.%f%z", "T%I:%M:%S %p", " %H%M", " %H", " %I %p"),
)
FORMATS = (*(day + time for day in _DAYS for time in _TIMES), *MONTHS_ONLY)
"""The date formats to try, those of the United States first."""


@dataclass(frozen=True)
class Column:
    """One column. Shares are of its filled values; `values` are its commonest with their rows.

    `files` are the files with the column, and `rows` their records. `formats` are its date formats,
    `dates` the share of values they read, and `by_format` the rows read by each format. `blank`
    counts the filled values that only say that there is none, such as NULL.
    """

    name: str
    files: frozenset[str]
    rows: int
    filled: int
    distinct: int
    numbers: float
    low: float | None
    high: float | None
    formats: tuple[str, ...]
    by_format: tuple[int, ...]
    dates: float
    values: tuple[tuple[str, int], ...]
    blank: int = 0
    expression: str = ""
    parts: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The column's SQL in a staging query; `expression` where it is put together from parts."""
        return self.expression or f"raw.{named(self.name)}"

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the raw columns that it reads."""
        return self.parts or (self.name,)

    @property
    def is_list(self) -> bool:
        """Whether it has few enough different values to be a list of categories."""
        return 0 < self.distinct <= MOST_VALUES and self.distinct <= max(self.filled / 2, 1)


@dataclass(frozen=True)
class Table:
    """A source's raw table: its rows without repeated headers, and its columns in order.

    `everywhere` are the column names that are in every file, in the same case. `second_headers`
    counts rows left out of the profile: second headers, notes and empty rows.
    """

    source: str
    rows: int
    columns: tuple[Column, ...]
    everywhere: frozenset[str]
    second_headers: int = 0


def profile(con: duckdb.DuckDBPyConnection, source: str, headers: dict[str, list[str]]) -> Table:
    """Return the profile of raw.<source>, as data.read filled it.

    `headers` gives each file's own column names.
    """
    con.execute(
        f"create or replace temp table records as select * from raw.{named(source)} "
        "anti join (select row_key from raw.header_rows) as repeated using (row_key)"
    )
    described = [str(row[0]) for row in con.execute("describe records").fetchall()]
    names = [name for name in described if name not in ("source_file", "source_row", "row_key")]
    second_headers = drop_second_headers(con, names)
    by_lower_case = {name.lower(): name for name in names}
    in_file = {
        file: {by_lower_case[name.lower()] for name in header} for file, header in headers.items()
    }
    counts = con.execute("select source_file, count(*) from records group by 1").fetchall()
    rows = {str(file): int(n) for file, n in counts}
    columns = [
        _column(con, name, {file: rows.get(file, 0) for file in in_file if name in in_file[file]})
        for name in names
    ]
    everywhere = frozenset(names).intersection(*headers.values())
    return Table(source, sum(rows.values()), tuple(columns), everywhere, second_headers)


def together(
    con: duckdb.DuckDBPyConnection, name: str, parts: tuple[Column, ...], expression: str
) -> Column:
    """Return the profile of a value that `expression` puts together from columns of records."""
    files = frozenset.intersection(*(part.files for part in parts))
    counts = con.execute("select source_file, count(*) from records group by 1").fetchall()
    rows = {str(file): int(n) for file, n in counts if str(file) in files}
    column = _column(con, name, rows, expression)
    names = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    return replace(column, expression=expression, parts=names)


def _column(
    con: duckdb.DuckDBPyConnection, name: str, rows: dict[str, int], expression: str = ""
) -> Column:
    value = expression or named(name)
    con.execute(
        f"""
        create or replace temp table found as
        select trim({value}) as value, count(*) as n
        from records as raw
        where trim({value}) <> ''
        group by 1
        """
    )
    filled, distinct, numbers, low, high, dated, blank = con.execute(
        r"""
        select
            coalesce(sum(n), 0),
            count(*),
            coalesce(sum(n) filter (try_cast(value as double) is not null), 0),
            min(try_cast(value as double)),
            max(try_cast(value as double)),
            coalesce(sum(n) filter (
                length(value) <= 35
                and regexp_matches(value, '\d')
                and regexp_matches(value, '^\d{8}$|\d[-/. ,]|[A-Za-z]{3}')
            ), 0),
            coalesce(sum(n) filter (is_blank(value)), 0),
        from found
        """
    ).fetchall()[0]
    values = con.execute(
        f"select value, n from found order by n desc, value limit {MOST_VALUES}"
    ).fetchall()
    is_dated = bool(set(tokens(name)) & DATE_WORDS)
    is_read = filled and (dated > filled / 2 or (is_dated and dated))
    format_rows = _formats(con) if is_read else {}
    if is_dated and numbers:
        format_rows |= _numbers_as_dates(con)
    return Column(
        name=name,
        files=frozenset(rows),
        rows=sum(rows.values()),
        filled=int(filled),
        distinct=int(distinct),
        numbers=numbers / filled if filled else 0.0,
        low=low,
        high=high,
        formats=tuple(format_rows),
        by_format=tuple(format_rows.values()),
        dates=sum(format_rows.values()) / _looked_at(con) if format_rows else 0.0,
        values=tuple((str(value), int(n)) for value, n in values),
        blank=int(blank),
    )


def _formats(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the formats that together read most values, each with the rows it adds."""
    con.execute(
        "create or replace temp table unread as select date_text(value) as value, n "
        f"from (select * from found order by hash(value) limit {LOOKED_AT})"
    )
    everything = _looked_at(con)
    least = max(1, LEAST_GAIN * everything)
    selected: dict[str, int] = {}
    candidates = _with_separators(con)
    while candidates:
        counts = con.execute(
            "select "
            + ", ".join(f"coalesce(sum(n) filter ({_reads(form)}), 0)" for form in candidates)
            + " from unread"
        ).fetchall()[0]
        # values are only removed, so a format that reads too few now never reads enough
        enough = {form: n for form, n in zip(candidates, counts, strict=True) if n >= least}
        if enough:
            best = max(enough, key=lambda form: enough[form])  # the first of equals
            selected[best] = int(enough.pop(best))
            con.execute(f"delete from unread where {_reads(best)}")
        candidates = tuple(enough)
    return selected


def _numbers_as_dates(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the counts since a fixed day that the numbers of a column named a date may be."""
    number = "try_cast(value as double)"
    readings = {}
    for form, (least, most) in NUMBER_RANGES.items():
        n = con.execute(
            f"select coalesce(sum(n) filter ({number} between {least} and {most}), 0) from "
            f"(select * from found order by hash(value) limit {LOOKED_AT})"
        ).fetchall()[0][0]
        if n >= max(1, LEAST_GAIN * _looked_at(con)):
            readings[form] = int(n)
    return readings


def _with_separators(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the formats whose separators stand in any value, which are few of all.

    To plan a query with every format takes longer than all else that a draft does.
    """
    patterns = list(dict.fromkeys(_separators(form) for form in FORMATS))
    stand = con.execute(
        f"select {', '.join(f'bool_or(value like {quoted(pattern)})' for pattern in patterns)} "
        "from unread"
    ).fetchall()[0]
    there = {pattern for pattern, stands in zip(patterns, stand, strict=True) if stands}
    return tuple(form for form in FORMATS if _separators(form) in there)


def _separators(form: str) -> str:
    """Return the pattern of LIKE that every date in a format fits."""
    return re.sub(r"(%[A-Za-z]| )+", "%", form)


def _reads(form: str) -> str:
    year = f"year(try_strptime(value, {quoted(form)}))"
    # comparing the separators first is far cheaper than a failed parse
    is_read = f"coalesce({year} between {FIRST_YEAR} and {LAST_YEAR}, false)"
    return f"case when value like {quoted(_separators(form))} then {is_read} else false end"


def _looked_at(con: duckdb.DuckDBPyConnection) -> int:
    # all rows are fetched: with a result left open, the connection takes no table
    [(rows,)] = con.execute(
        f"select sum(n) from (select n from found order by hash(value) limit {LOOKED_AT})"
    ).fetchall()
    return int(rows or 1)
