"""The charts of Monthly review: the grid of all looks, and the control chart of a look."""

from functools import partial
from typing import Any

import polars as pl

from dashboard.charts.control import across, control_chart, looks_grid, marked_cells
from dashboard.charts.marks import Marks
from dashboard.tables import review as review_tables
from dashboard.tables.answers import area_name
from dashboard.words import Words, columns
from dashboard.words.notes import note_texts
from dashboard.words.sentences import per_phrase
from queries.declared.measures import measures
from queries.review.monitoring import Chart, Review
from queries.vintage.catalog import Vintage


def looks(review: Review, words: Words) -> Any:
    """Draw the state of every measure in every area in the reviewed month."""
    return looks_grid(_cells(review, words), words)


def looks_on_paper(review: Review, words: Words) -> dict[str, Any]:
    """Return the same states for a table that paper can hold: head, and rows of name and marks."""
    cells = marked_cells(_cells(review, words))
    rows, columns = across(cells)
    marks = {(row[rows], row[columns]): row["mark"] for row in cells.to_dicts()}
    names = list(dict.fromkeys(cells[columns]))
    return {
        "head": names,
        "rows": [
            (name, [marks.get((name, column), "") for column in names])
            for name in dict.fromkeys(cells[rows])
        ],
    }


def _cells(review: Review, words: Words) -> pl.DataFrame:
    """Return one row per measure and area, with its state in words, in the order of the grid."""
    # areas without settled records in this month have no row; the table has all areas
    is_told = (pl.col("kind") != "area") | ~pl.col("why").is_in(["unsettled", "no_records"])
    rated = review.table.filter((is_told.fill_null(value=True)).any().over("area_id"))
    ordered = rated.sort(pl.col("kind") == "unknown", maintain_order=True)
    texts = partial(columns.of_rows, ordered)

    def limits(row: dict[str, Any]) -> str:
        if row["why"]:
            return review_tables.why_words(row["why"], words)
        return f"{words.rate(row['low'])}–{words.rate(row['high'])}"

    return ordered.select(
        "measure",
        "area_id",
        "state",
        measure_words=texts(lambda row: words.say(measures()[row["measure"]].name)),
        area_words=texts(
            lambda row: (
                words.text("review.whole_city")
                if row["kind"] == "citywide"
                else area_name(row, review, words)
            )
        ),
        state_words=texts(lambda row: review_tables.state_words(row["state"], words)),
        side=texts(lambda row: review_tables.side(row["rule"])),
        rule_words=texts(lambda row: review_tables.rule_words(row["rule"], words) or "–"),
        counts_words=texts(lambda row: words.number(row["events"])),
        limits_words=texts(limits),
    )


def control(vintage: Vintage, chart: Chart, marks: Marks, words: Words) -> Any:
    """Draw the control chart of a look, with what is marked and month notes."""
    table = chart.table
    months = table.with_columns(
        month_words=columns.of_months(table["month"], words),
        state_words=columns.of_rows(
            table, lambda row: review_tables.state_words(row["state"], words)
        ),
        rule_words=columns.of_rows(
            table, lambda row: review_tables.rule_words(row["rule"], words) or "–"
        ),
        range_words=columns.rate_ranges(table, words),
    )
    first, last = chart.table["month"][0], chart.table["month"][-1]
    notes = vintage.month_notes.filter(pl.col("month").is_between(first, last))
    texts = pl.Series(note_texts(notes, vintage, words), dtype=pl.String)
    notes = notes.select("month", what=texts, short=pl.lit("✎"))
    per = per_phrase(chart.measure, words)
    return control_chart(months, marks, notes, chart.judged, per, words)
