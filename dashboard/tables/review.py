"""The charts behind a month in words, and the month as JSON."""

from typing import Any

import polars as pl

from dashboard.tables.month import is_share, on_record, signal_sentence, signal_title
from dashboard.tables.questions import question_lines
from dashboard.words import Words, columns
from dashboard.words.measures import measure_name
from queries.review.breakdown import breakdown_of
from queries.review.monitoring import Chart
from queries.review.month import Month
from queries.review.records_behind import behind_row, behind_signal
from queries.review.waits import Waits
from queries.stats.constants import RUN_LENGTH
from queries.vintage.catalog import Vintage

PER_YEAR = ("rate", "centre", "low", "high", "old_centre", "old_low", "old_high")
"""The columns of a chart's months that are rates."""

NUMBERS = (
    *("events", "value", "last_month", "year_ago", "to_date", "to_date_year_ago"),
    *("change", "usual_low", "usual_centre", "usual_high"),
)
"""The numbers of a signal in JSON, as in queries.review.month."""


def in_own_unit(chart: Chart) -> pl.DataFrame:
    """Return a chart's months with counts of records in place of rates; of a share its rates."""
    if chart.measure.kind == "share":
        return chart.table
    return chart.table.with_columns(pl.col(PER_YEAR) * pl.col("exposure") / chart.measure.scale)


def months_table(chart: Chart, words: Words) -> pl.DataFrame:
    """Return a control chart's months for display and download, newest last."""
    months = in_own_unit(chart)
    table = months.select(
        month=pl.col("month").dt.strftime("%Y-%m"),
        events=pl.col("events").cast(pl.Int64),
        value=pl.col("rate").round(3),
        centre=pl.col("centre").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        old_low=pl.col("old_low").round(3),
        old_high=pl.col("old_high").round(3),
        state=columns.of_rows(months, lambda row: state_words(row["state"], words)),
        rule=columns.of_rows(months, lambda row: rule_words(row["rule"], words)),
        provisional="is_provisional",
        jump="is_jump",
    )
    return columns.headings(table, "review.columns", words)


def waits_table(waits: Waits, words: Words) -> pl.DataFrame:
    """Return the days between rare records for display and download, newest last."""
    table = waits.table.select(
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
        gap="gap",
        centre=pl.col("centre").round(1),
        high=pl.col("high").round(1),
        open="is_open",
        state=columns.of_rows(waits.table, lambda row: state_words(row["icon"], words)),
    )
    return columns.headings(table, "waits.columns", words)


def state_words(state: str | None, words: Words) -> str:
    """Return the name of a state, or a dash for a month that is not judged."""
    return words.text(f"review.states.{state}") if state else "–"


def rule_words(rule: str, words: Words) -> str:
    """Return which rule was broken, and on which side."""
    return words.text(f"review.rules.{rule}", n=RUN_LENGTH) if rule else ""


def remarks(month: Month, vintage: Vintage, words: Words) -> list[str]:
    """Return the pack's notes on the month, and the policies that came into force in it."""
    return on_record(vintage, month.month, month.month, words)


def cautions(month: Month, vintage: Vintage, words: Words) -> list[str]:
    """Return, once per measure, the cautions about the months behind its range."""
    return row_cautions(month.citywide, vintage, words)


def row_cautions(rows: pl.DataFrame, vintage: Vintage, words: Words) -> list[str]:
    """Return the cautions about the months behind the range of each row."""
    return [
        words.text(f"review.notes.{note}", measure=measure_name(row["measure"], vintage, words))
        for row in rows.to_dicts()
        for note in row["notes"]
    ]


def as_json(month: Month, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return the month as docs/review.md describes it: plain data, ISO months, null."""
    return {
        "city": month.city,
        "vintage": month.vintage,
        "layer": month.layer,
        "month": month.month.strftime("%Y-%m"),
        "looks": month.looks,
        "false_alarms_a_year": month.false_alarms_a_year,
        "remarks": remarks(month, vintage, words),
        "cautions": cautions(month, vintage, words),
        "signals": [_signal(row, month, vintage, words) for row in month.signals.to_dicts()],
        "not_judged": _not_judged(month),
    }


def _signal(row: dict[str, Any], month: Month, vintage: Vintage, words: Words) -> dict[str, Any]:
    areas = month.table.filter(signal=row["signal"], kind="area")["area_id"]
    told = f"{signal_title(row, month, vintage, words)}. {signal_sentence(row, vintage, words)}"
    return {
        **{key: row[key] for key in ("signal", "measure", "area_id", "area", "state")},
        "month": row["month"].strftime("%Y-%m"),
        **{name: row[name].strftime("%Y-%m") for name in ("since", "raised")},
        **{key: row[key] for key in ("months_n", "is_new", *NUMBERS, "notes")},
        "exposure": row["exposure"] if is_share(row) else None,
        "areas": areas.unique(maintain_order=True).to_list(),
        "records": behind_row(vintage, month, row).address(),
        "records_since": behind_signal(vintage, month, row)[0].address(),
        "sentence": told,
        "questions": question_lines(breakdown_of(vintage, month, row), row, vintage, words),
    }


def _not_judged(month: Month) -> list[dict[str, Any]]:
    """Return the number of areas of each measure that were not judged, by reason."""
    return (
        month.table.filter(pl.col("why").is_not_null())
        .group_by("measure", "why", maintain_order=True)
        .agg(areas=pl.len())
        .to_dicts()
    )
