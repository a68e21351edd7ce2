"""What moved in a month: one card per event, with its months, its records and what is on record."""

from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.parts import plain
from dashboard.parts.month_chart import show_chart_notes, show_months, show_records
from dashboard.parts.panels import grid
from dashboard.parts.questions import show_signal_questions
from dashboard.surface import st
from dashboard.tables import month as month_tables
from dashboard.tables.questions import of_months
from dashboard.words import Words
from dashboard.words.markup import bold
from dashboard.words.measures import measure_name
from queries.review.breakdown import breakdown_of
from queries.review.month import Month
from queries.review.records_behind import behind_signal, first_month
from queries.vintage.catalog import Vintage


def show_signals(month: Month, vintage: Vintage, words: Words) -> None:
    """Show the signals of a month, what needs a question first; nothing if there are none."""
    if month.signals.is_empty():
        return
    plain.header(words.text("month.signals"))
    with grid("signals"):
        for number, row in enumerate(month.signals.to_dicts(), start=1):
            with st.container(key=f"card_{number}"):
                _show_signal(f"signal_{number}", row, month, vintage, words)


def _show_signal(
    key: str, row: dict[str, Any], month: Month, vintage: Vintage, words: Words
) -> None:
    lead = [month_tables.signal_sentence(row, vintage, words)]
    others = _others(row, month, vintage, words)
    if others:
        lead.append(words.text("month.same_event", others="; ".join(others)))
    title = month_tables.signal_title(row, month, vintage, words)
    show_months(key, title, " ".join(lead), row, month, vintage, words)
    plain.text(bold(words.text("month_questions.header")))
    show_signal_questions(vintage, month, row, words)
    _show_records(row, month, vintage, words)
    show_chart_notes(row, month, vintage, words)
    begun = month_tables.on_record(vintage, row["since"], row["month"], words)
    plain.points(begun, words.text("month.on_record_since"))


def _show_records(row: dict[str, Any], month: Month, vintage: Vintage, words: Words) -> None:
    """Show the links to what the questions are about: all months of a signal, and single days."""
    selection, n = behind_signal(vintage, month, row)
    of = of_months(first_month(row), row["month"], words)
    show_records(selection, n, of, row, vintage, words)
    for busy in breakdown_of(vintage, month, row).days:
        of_day = replace(selection, first=busy.day, last=busy.day)
        of = words.text("month_questions.of_day", day=words.day(busy.day))
        show_records(of_day, busy.n, of, row, vintage, words)


def _others(row: dict[str, Any], month: Month, vintage: Vintage, words: Words) -> list[str]:
    """Return the other rows of a signal, each in a few words."""
    rows = month.table.filter(
        pl.col("signal") == row["signal"],
        (pl.col("measure") != row["measure"]) | (pl.col("area_id") != row["area_id"]),
    )
    return [
        words.text(
            "month.other",
            measure=measure_name(other["measure"], vintage, words),
            where=month_tables.where(other, month, words),
            value=month_tables.amount(other["value"], other, words),
            usual=month_tables.usual_range(other, words),
        )
        for other in rows.to_dicts()
    ]
