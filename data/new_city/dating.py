"""Settles the dates of a source: the columns they stand in, their formats, and what is asked."""

import datetime as dt
from dataclasses import dataclass, field

import duckdb

from data.new_city.complaint_days import Days, complaint_days, day_of, day_question
from data.new_city.dates import (
    clock_changes,
    day_or_month_first,
    early_years,
    timed,
    unread,
    without_date,
    without_time,
)
from data.new_city.file_dates import offered
from data.new_city.guess import REQUIRED, Guess
from data.new_city.months import month_gaps
from data.new_city.parts import date_of_parts, with_time_of_day
from data.new_city.profile import Table
from data.new_city.whole import not_countable
from data.new_city.zones import zoned
from data.written_dates import set_date_formats

FAIR_YEAR = 0.05
"""Early years below this share of a usual year's records may be wrong dates."""

SLIP_YEARS = 30
"""Dates earlier than this many years before the first fair year are slips beyond doubt."""

NEAR = dt.timedelta(days=31)
"""Early dates no further than this from the first fair year belong to it."""

Guesses = dict[str, dict[str, Guess]]


@dataclass
class Dated:
    """A source's guesses by dataset, its date formats, and questions and remarks by dataset.

    `begins_on` is the first day of the first year with a fair share of records (ISO), if there are
    dates; `early` counts the earlier dates. `ends_on` is the last day before the retrieval. `days`
    are those by which its rows count.
    """

    guesses: Guesses
    formats: tuple[str, ...] = ()
    questions: dict[str, list[str]] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    begins_on: str | None = None
    early: int = 0
    ends_on: dt.date | None = None
    days: Days = field(default_factory=Days)


def dated(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    guesses: Guesses,
    *,
    dataset: str,
    time_zone: str,
    retrieved_on: dt.date,
    skip: frozenset[str],
) -> Dated:
    """Return the guesses with their dates settled; sets the formats by which dates are read."""
    result = Dated({delivered: dict(by_target) for delivered, by_target in guesses.items()})
    for delivered, by_target in result.guesses.items():
        asked = result.questions.setdefault(delivered, [])
        result.remarks.setdefault(delivered, [])
        if (
            delivered != "allegations"
            and not _find(con, delivered, table, by_target, skip)
            and not_countable(table, delivered, by_target) is None
        ):
            files = sorted(frozenset().union(*(column.files for column in table.columns)))
            asked.append(
                without_date(con, delivered, table) + offered(files, REQUIRED[delivered][-1])
            )
        for guess in dates(by_target):
            by_target[guess.target], question = zoned(con, guess, time_zone)
            asked += [question] if question else []
    result.formats = ordered([guess for by in result.guesses.values() for guess in dates(by)])
    set_date_formats(con, result.formats, time_zone)
    for delivered, by_target in result.guesses.items():
        by_target |= {guess.target: timed(con, guess) for guess in dates(by_target)}
        if question := day_or_month_first(con, dates(by_target)):
            result.questions[delivered].append(question)
        for guess in dates(by_target):
            if guess.has_time and (remark := clock_changes(con, guess, time_zone)):
                result.remarks[delivered].append(remark)
    day = day_of(dataset, result.guesses[dataset])
    if day:
        result.begins_on, result.early = _first_year(con, day, retrieved_on)
        [(result.ends_on,)] = con.execute(
            f"select max(cast(parse_time({day.sql}) as date)) from records as raw "
            f"where parse_time({day.sql}) <= ?",
            [retrieved_on],
        ).fetchall()
        con.execute("set variable retrieved_on = $day", {"day": retrieved_on})
        gap_question, gap_remark = month_gaps(con, day)
        questions = [unread(con, day, retrieved_on), gap_question]
        result.remarks[dataset] += [gap_remark] if gap_remark else []
        if dataset == "complaints":
            by_target = result.guesses[dataset]
            result.days = complaint_days(con, by_target, str(result.begins_on))
            day_asked, day_remark = day_question(by_target, result.days)
            questions.append(day_asked)
            result.remarks[dataset] += [day_remark] if day_remark else []
        if result.begins_on and result.early:
            slips_before = int(result.begins_on[:4]) - SLIP_YEARS
            questions.append(early_years(con, day, result.begins_on, slips_before))
        if dataset == "calls" and not day.has_time:
            questions.append(without_time(day))
        result.questions[dataset] += [question for question in questions if question]
    return result


def _find(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    table: Table,
    by_target: dict[str, Guess],
    skip: frozenset[str],
) -> bool:
    """Complete the required date from several columns; return whether there is one."""
    used = skip | {column.name for guess in by_target.values() for column in guess.columns}
    day = day_of(dataset, by_target)
    if day is None or day.target == "closed_on":
        day = date_of_parts(con, dataset, table, used) or day
    if day is None:
        return False
    by_target[day.target] = with_time_of_day(con, table, day, used)
    return True


def dates(by_target: dict[str, Guess]) -> list[Guess]:
    """Return the guesses of dates."""
    return [guess for guess in by_target.values() if guess.kind == "date"]


def ordered(guesses: list[Guess]) -> tuple[str, ...]:
    """Return all formats of the dates, those with a two-digit year first.

    `%Y` would read `1/2/19` as the year 19; `%y` reads no year of four digits.
    """
    counts: dict[str, int] = {}
    for guess in guesses:
        for column in guess.columns:
            for form, n in zip(column.formats, column.by_format, strict=True):
                counts[form] = counts.get(form, 0) + n
    forms = sorted(counts, key=lambda form: ("%y" not in form, -counts[form], form))
    return tuple(forms) or ("%Y-%m-%d",)  # a source without dates still needs a format


def _first_year(
    con: duckdb.DuckDBPyConnection, day: Guess, retrieved_on: dt.date
) -> tuple[str | None, int]:
    """Return the first day of the first year with a fair share of records, and earlier dates."""
    years = con.execute(
        f"""
        select year(parse_time({day.sql})) as year, count(*) as n
        from records as raw
        where parse_time({day.sql}) <= ?
        group by 1
        order by 1
        """,
        [retrieved_on],
    ).fetchall()
    if not years:
        return None, 0
    usual = sorted(n for _, n in years)[len(years) // 2]
    first = next(year for year, n in years if n >= FAIR_YEAR * usual)
    [(start,)] = con.execute(
        f"""
        select min(cast(parse_time({day.sql}) as date))
        from records as raw
        where year(parse_time({day.sql})) < ?
        """,
        [first],
    ).fetchall()
    if start and dt.date(first, 1, 1) - start <= NEAR:  # a time in UTC on New Year's Eve
        return start.isoformat(), 0
    return f"{first}-01-01", sum(n for year, n in years if year < first)
