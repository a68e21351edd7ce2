"""Calls about a behavioral crisis: how many, and how often another team than police answers."""

import polars as pl

from dashboard.charts.calls import share_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import marks_again
from dashboard.parts.source import source_line
from dashboard.tables import calls as tables
from dashboard.words import Words, columns
from dashboard.words.records import no_line, percent, percent_range, share_words, spoken_months
from queries.records import calls
from queries.records.periods import Part

DATASET = "calls"


def show_crisis(part: Part, counts: pl.DataFrame, words: Words) -> None:
    """Show how many calls are about a crisis, and how often another team answers them."""
    plain.header(words.text("calls.titles.crisis"))
    share = calls.crisis_share(counts, part)
    if not part.vintage.publishes(DATASET, "category") or not share["n"]:
        plain.text(words.text("calls.none.crisis"))
        return
    numbers = {"n": words.number(share["n"]), "total": words.number(share["total"])}
    line = words.text("calls.crisis", **numbers)
    if part.is_fair:
        line += " " + words.text("calls.crisis_share", share=share_words(share))
    plain.text(line)
    months = calls.crisis_months(calls.months(part), part)
    is_answered = part.vintage.publishes(DATASET, "responder") and months["other_team"].sum()
    if not part.is_fair or not is_answered:
        return
    if reason := no_line(months):
        plain.text(words.text(reason))
        return
    settled = months.filter(~pl.col("is_provisional")).drop_nulls("rate")
    points = spoken_months(months, words).with_columns(
        rate_words=columns.of_rows(months, lambda row: percent(row["rate"])),
        range_words=columns.of_rows(months, lambda row: percent_range(row["low"], row["high"])),
    )
    shares = settled["rate"].sort()
    values = {
        "first": words.month(settled["month"][0]),
        "last": words.month(settled["month"][-1]),
        "least": percent(shares[0]),
        "most": percent(shares[-1]),
    }
    marks = marks_again(part, words)
    show_figure(
        "calls_crisis_months",
        words.text("calls.crisis_months_title", **values),
        drawn.spec(words, share_chart, points.drop_nulls("rate"), marks),
        words.text("calls.crisis_months_alt", **values),
        tables.crisis_months_table(months, words),
        words,
        marks=marks,
        source=source_line(part.vintage, [part.dataset], words),
    )
