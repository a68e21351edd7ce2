"""Reads the file of a survey of residents and drafts its source and its staging query."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.config import SURVEYS, Source
from data.formats import header, parts_of
from data.new_city.dating import ordered
from data.new_city.guess import Guess
from data.new_city.opened import Layout
from data.new_city.pack import SourceDraft
from data.new_city.places import LayerDraft, NameColumns, find_names
from data.new_city.plan import Plan
from data.new_city.profile import MONTHS_ONLY, Column, profile
from data.new_city.survey_checks import Overlaps, overlaps
from data.new_city.survey_columns import SurveyColumns, survey_columns
from data.new_city.survey_query import Period, SurveyDraft, asked_sql, survey_query, value_sql
from data.read import read_source
from data.written_dates import set_date_formats


@dataclass(frozen=True)
class SurveyReading:
    """The draft of a survey's source, what its query is written from, and its first day (ISO)."""

    draft: SourceDraft
    survey: SurveyDraft
    begins_on: str | None
    names: NameColumns | None = None

    def query(self, codes: Path) -> str:
        """Return the staging query; write the code tables that it joins into `codes`."""
        return survey_query(self.survey, codes)


def read_survey(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    source_id: str,
    group: tuple[str, list[Path], Layout],
    layers: list[LayerDraft],
) -> SurveyReading:
    """Return the draft of a survey, after reading its files."""
    pattern, files, layout = group
    last_change = max(dt.date.fromtimestamp(path.stat().st_mtime) for path in files)
    source = Source(
        id=source_id,
        file=pattern,
        origin=plan.origin,
        retrieved_on=plan.retrieved_on or last_change,
        date_formats=(),
        staging={SURVEYS: source_id},
        columns={},
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        title_rows=layout.title_rows,
        sheets=layout.sheets,
        other_sheets=layout.other_sheets,
        has_groups=layout.has_groups,
    )
    read_source(con, source, files, first_no=1)
    headers = {
        name: header(con, path, part) for path in files for name, part in parts_of(path, source)
    }
    table = profile(con, source_id, headers)
    con.execute("delete from raw.header_rows")  # the next source counts its files anew
    names, _ = find_names(con, list(table.columns), layers, lambda _column, _layer: False)
    columns = survey_columns(table, names)
    matched = [match.column for match in columns.matches.values()]
    formats = ordered(
        [Guess("", "date", "date", (column,), "") for column in matched if column.formats]
    )
    set_date_formats(con, formats, plan.time_zone)
    con.execute("set variable retrieved_on = $day", {"day": source.retrieved_on})
    period = survey_period(con, columns)
    found = _overlaps(con, columns, period)
    first = _first_day(con, period) if period else None
    kinds = {name: "text" for name in sorted(columns.used) if name in table.everywhere}
    needed = {column.name: kinds[column.name] for column in table.columns if column.name in kinds}
    notes = {} if plan.retrieved_on else {"retrieved_on": "the day the file was last changed"}
    drafted = replace(source, date_formats=formats, columns=needed)
    survey = SurveyDraft(source_id, table, columns, period, found)
    return SurveyReading(SourceDraft(drafted, notes), survey, first, names)


def survey_period(con: duckdb.DuckDBPyConnection, columns: SurveyColumns) -> Period | None:
    """Return the SQL of the first and last day of a survey, from what the file has of them."""
    matches = columns.matches
    if "starts_on" in matches and "ends_on" in matches:
        start, end = matches["starts_on"].column, matches["ends_on"].column
        return Period(
            _day(start), _day(end), (start.sql, end.sql), f"{start.name!r} to {end.name!r}"
        )
    single = matches.get("period") or matches.get("starts_on")
    if single is not None:
        return _of_one_day(con, single.column)
    if "year" in matches:
        column = matches["year"].column
        year = f"try_cast({column.sql} as integer)"
        first, last = f"make_date({year}, 1, 1)", f"make_date({year}, 12, 31)"
        question = (
            f"{column.name!r} names only a year. In which months were people asked? Where the "
            "source says it, write those days; else delete this line, and the survey stands for "
            "the whole year"
        )
        return Period(first, last, (), f"{column.name!r} names years", question)
    return None


def _of_one_day(con: duckdb.DuckDBPyConnection, column: Column) -> Period:
    """Return the period of a column that names one day or month of a survey."""
    day = _day(column)
    [(off_first,)] = con.execute(
        f"select count(*) from records as raw where day({day}) > 1"
    ).fetchall()
    is_month = set(column.formats) <= set(MONTHS_ONLY)
    if off_first and not is_month:
        question = (
            f"{column.name!r} names one day of each survey, such as {column.values[0][0]!r}. "
            "Which days does a survey cover? Below it is that one day; write first and last day"
        )
        return Period(day, day, (column.sql,), f"{column.name!r} names a day", question)
    question = (
        f"all days of {column.name!r} are the first of a month. Does a survey cover that month, a "
        "quarter, or more? Below it is the month; put ends_on right or delete this line"
    )
    return Period(
        day,
        f"last_day({day})",
        (column.sql,),
        f"{column.name!r} names months",
        None if is_month else question,
    )


def _day(column: Column) -> str:
    return f"cast(parse_time({column.sql}) as date)"


def _overlaps(
    con: duckdb.DuckDBPyConnection, columns: SurveyColumns, period: Period | None
) -> Overlaps | None:
    """Return how values overlap; None where period or value is unknown."""
    value = "raw.source_row" if columns.wide else value_sql(columns)
    if period is None or value is None:
        return None
    place, topic, group = asked_sql(columns)
    parts = (place, group) if columns.wide else (place, topic, group)
    asked = f"concat_ws('|', {', '.join(parts)})"
    return overlaps(con, period.starts_on, period.ends_on, asked, value)


def _first_day(con: duckdb.DuckDBPyConnection, period: Period) -> str | None:
    [(first,)] = con.execute(f"select min({period.starts_on}) from records as raw").fetchall()
    return str(first) if first else None
