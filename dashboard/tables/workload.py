"""Workload and care in words: tables for the page, the brief and files."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import polars as pl

from dashboard.words import Words, capital, columns
from dashboard.words.records import records_table, share_columns
from queries.declared import dictionary
from queries.records.periods import Part
from queries.review.workload import WHATS
from queries.vintage.catalog import Vintage

COLUMNS = "workload.columns"
PARTS = {0.5: "half", 0.9: "most"}


def shares_table(shares: pl.DataFrame, vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return each share of a month: number, of how many, share, range, and a year before."""
    table = shares.select(
        what=columns.of_values(shares["what"], lambda what: what_words(what, vintage, words)),
        month="month",
        n="n",
        total="total",
        rate="rate",
        low="low",
        high="high",
    )
    year_ago = shares.select("year_ago_n", year_ago=columns.percent("year_ago_rate"))
    table = pl.concat([share_columns(table), year_ago], how="horizontal")
    return records_table(table, COLUMNS, words)


def what_words(what: str, vintage: Vintage, words: Words) -> str:
    """Return the name of a share."""
    target = vintage.city.settings["response_target_s"]
    values = {
        "minutes": f"{target / 60:g}" if target else "",
        "Nouns": capital(words.nouns(vintage.city.unit("force"))),
    }
    return words.text(f"workload.whats.{what}", **values)


def untold(
    shares: pl.DataFrame, vintage: Vintage, datasets: Collection[str], month: dt.date, words: Words
) -> list[str]:
    """Return what a month's records cannot tell; `datasets` are those that have one by then."""
    lines = []
    for dataset, whats in WHATS.items():
        if dataset not in vintage.manifest.datasets:
            name = capital(words.say(dictionary.dataset(dataset)))
            lines.append(words.text("workload.absent", dataset=name))
            continue
        if dataset not in datasets:
            lines.append(words.text(f"workload.none.{dataset}", month=words.month(month)))
            continue
        missing = [what for what in whats if what not in shares["what"].to_list()]
        keys = [f"workload.none.{what}" for what in missing]
        lines += [words.text(key) for key in keys if key in words.texts]
        if "late_20" in set(whats).difference(missing):
            lines.append(words.text("workload.late_untold"))
    return lines


def ages_table(ages: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the open complaints by time since they were received."""
    table = ages.select(age=columns.of_codes(ages["age"], "workload.ages", words), n="n")
    return records_table(table, COLUMNS, words)


def closing_table(days: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the days by which half, and nine in ten, of the complaints are closed, with ranges."""
    named = days.with_columns(
        part=columns.of_values(days["part"], lambda part: _part(part, words)),
    )
    table = named.select("part", "days", "low", "high", pl.col("n").alias("total"))
    return records_table(table.cast({pl.Float64: pl.Int64}), COLUMNS, words)


def closing_lines(days: pl.DataFrame, words: Words) -> list[str]:
    """Return one sentence each for half and for nine in ten of the complaints."""
    return [_closing_line(row, words) for row in days.to_dicts()]


def _closing_line(row: dict[str, Any], words: Words) -> str:
    if row["days"] is None:
        return words.text("workload.close_not_yet", part=_part(row["part"], words))
    ends = "–".join("?" if row[end] is None else words.number(row[end]) for end in ("low", "high"))
    days = f"{words.number(row['days'])} ({ends})"
    return words.text(f"workload.close.{PARTS[row['part']]}", days=days)


def _part(part: float, words: Words) -> str:
    return words.text(f"workload.part.{PARTS[part]}")


def shifts_table(shifts: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the incidents with force by day of the week, one column per part of the day."""
    weekdays = columns.of_codes(pl.Series("weekday", range(7)), "calls.weekdays", words)
    names = words.group("month_questions.shift")
    table = pl.DataFrame({words.text(f"{COLUMNS}.weekday"): weekdays})
    for shift, name in [(int(code), name) for code, name in names.items()]:
        table = table.with_columns(_by_day(shifts.filter(shift=shift)).alias(name))
    if shifts["shift"].null_count() == len(shifts):
        table = table.select(pl.first())
    return table.with_columns(_by_day(shifts).alias(words.text(f"{COLUMNS}.all_day")))


def _by_day(shifts: pl.DataFrame) -> pl.Series:
    days = dict(shifts.group_by("weekday").agg(pl.col("n").sum()).iter_rows())
    return pl.Series([days.get(day, 0) for day in range(7)], dtype=pl.Int64)


def months_words(parts: Iterable[Part], words: Words) -> str:
    """Return which month each dataset has: calls: October 2025; complaints: July 2025."""
    return "; ".join(
        words.text(
            "workload.dataset_month",
            dataset=words.in_list(words.say(dictionary.dataset(part.dataset))),
            month=words.month(part.period.first),
        )
        for part in parts
    )
