"""All areas of a month by all measures: numbers to choose from, first what needs a question."""

from typing import Any

from dashboard.parts import plain
from dashboard.parts.figure import folded, show_table
from dashboard.parts.month_links import cell_link
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.tables import month as month_tables
from dashboard.words import Words, capital
from queries.review.month import Month
from queries.vintage.catalog import Vintage

LEAST_SHOWN = 8
"""Areas that stand open even if nothing moved in them: those nearest to the edge of their range."""

LEAST_PRINTED = 40
"""Areas on paper, where nothing can be opened; a layer of more has the rest on the site."""

Row = dict[str, Any]


def show_areas(month: Month, vintage: Vintage, words: Words) -> None:
    """Show the areas that need a question, and the others folded; nothing without areas."""
    areas = month_tables.areas_by_need(month)
    if not areas:
        return
    names = words.say(vintage.layer(month.layer).names)
    plain.header(words.text("month.areas", layer=names))
    moved = sum(month_tables.has_signal(rows) for rows in areas)
    shown, printed = max(LEAST_SHOWN, moved), max(LEAST_PRINTED, moved)
    measures = month_tables.placed_measures(month)
    heads = _heads(areas[0], measures, month, vintage, words)
    cells = [_area(rows, measures, month, vintage, words) for rows in areas]
    show_template("month_areas", **heads, rows=[_linked(row) for row in cells[:shown]])
    if cells[shown:]:
        label = words.text("month.more", n=len(cells) - shown)
        with folded(label, "areas_more") as part:
            if part.open:
                show_template("month_areas", **heads, rows=[_linked(row) for row in cells[shown:]])
    more = len(cells) - printed
    show_template(
        "month_areas_paper",
        **heads,
        rows=cells[:printed],
        more=words.text("month.not_printed", n=more) if more > 0 else "",
    )
    with st.container(key="areas_choose"):
        plain.caption(words.text("month.areas_choose"))
    says = [words.text("month.areas_say"), words.text("month.areas_key")]
    plain.caption(" ".join([*says, *month_tables.unplaced(month, vintage, words)]))
    table = month_tables.month_table(vintage, month.layer, month.month, words)
    show_table("looks", table, words, title=words.text("month.file_areas"))


def _heads(
    rows: list[Row], measures: list[str], month: Month, vintage: Vintage, words: Words
) -> dict[str, Any]:
    """Return what the templates show above the rows of the areas."""
    names = words.say(vintage.layer(month.layer).names)
    return {
        "caption": words.text("month.area_table", month=words.month(month.month), layer=names),
        "area": capital(words.say(month.layer_name)),
        "measures": [
            {
                "name": month_tables.measure_name(row["measure"], vintage, words),
                "month": words.month(row["month"]) if row["month"] != month.month else "",
            }
            for row in rows
            if row["measure"] in measures
        ],
    }


def _area(
    rows: list[Row], measures: list[str], month: Month, vintage: Vintage, words: Words
) -> dict[str, Any]:
    """Return an area's name and what the templates show of its cells."""
    return {
        "area": month_tables.short_area(rows[0], month, words),
        "cells": [_cell(row, vintage, words) for row in rows if row["measure"] in measures],
    }


def _cell(row: Row, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return what the templates show of a cell: its number, its mark, and what that means."""
    mark = month_tables.mark(row)
    spoken = [month_tables.side_words(row, words), month_tables.state_words(row, words)]
    if row["value"] is None:
        spoken = [words.text("month.no_number")]
    return {
        "row": row,
        "head": month_tables.measure_name(row["measure"], vintage, words),
        "text": month_tables.amount(row["value"], row, words),
        "of": month_tables.share_of(row, words),
        "tone": month_tables.DIRECTIONS[month_tables.side(row)],
        "state": row["state"],
        "mark": mark,
        "spoken": ", ".join(filter(None, spoken)) if mark or row["value"] is None else "",
    }


def _linked(area: dict[str, Any]) -> dict[str, Any]:
    """Return an area whose cells lead to the months behind them."""
    return {**area, "cells": [{**cell, **cell_link(cell["row"])} for cell in area["cells"]]}
