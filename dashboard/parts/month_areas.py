"""All areas of a month by all measures: numbers to choose from, first what needs a question."""

from typing import Any

from dashboard.parts import plain
from dashboard.parts.figure import folded, show_table
from dashboard.parts.month_links import cell_link
from dashboard.parts.templates import show_template
from dashboard.tables import month as month_tables
from dashboard.words import Words, capital
from dashboard.words.measures import measure_name
from queries.review.month import NOT_JUDGED, TOO_FEW, Month
from queries.vintage.catalog import Vintage

LEAST_SHOWN = 8
"""Areas that stand open even if nothing moved in them: those nearest to the edge of their range."""

NOT_KNOWN = "×"
"""The mark of a number that cannot be judged."""

Row = dict[str, Any]


def show_areas(month: Month, vintage: Vintage, words: Words) -> None:
    """Show the areas that need a question, and the others folded; nothing without areas."""
    areas = month_tables.areas_by_need(month)
    if not areas:
        return
    names = words.say(vintage.layer(month.layer).names)
    plain.header(words.text("month.areas", layer=names))
    shown = max(LEAST_SHOWN, sum(month_tables.has_signal(rows) for rows in areas))
    measures = month_tables.placed_measures(month)
    caption = words.text("month.area_table", month=words.month(month.month), layer=names)
    _show_rows(areas[:shown], measures, caption, month, vintage, words)
    if areas[shown:]:
        label = words.text("month.more", n=len(areas) - shown)
        with folded(label, "areas_more") as part:
            if part.open:
                _show_rows(areas[shown:], measures, caption, month, vintage, words)
    plain.caption(f"{words.text('month.areas_say')} {words.text('month.areas_key')}")
    table = month_tables.month_table(vintage, month.layer, month.month, words)
    show_table("looks", table, words, title=words.text("month.file_areas"))


def _show_rows(
    areas: list[list[Row]],
    measures: list[str],
    caption: str,
    month: Month,
    vintage: Vintage,
    words: Words,
) -> None:
    show_template(
        "month_areas",
        caption=caption,
        area=capital(words.say(month.layer_name)),
        measures=[
            {
                "name": measure_name(row["measure"], vintage, words),
                "month": words.month(row["month"]) if row["month"] != month.month else "",
            }
            for row in areas[0]
            if row["measure"] in measures
        ],
        rows=[
            {
                "area": month_tables.short_area(rows[0], month, words),
                "cells": [_cell(row, vintage, words) for row in rows if row["measure"] in measures],
            }
            for rows in areas
        ],
    )


def _cell(row: Row, vintage: Vintage, words: Words) -> dict[str, str]:
    """Return what the template shows of a cell: its number, its mark, and the months behind it."""
    side = month_tables.side(row)
    is_quiet = row["state"] in (TOO_FEW, NOT_JUDGED)
    return {
        "head": measure_name(row["measure"], vintage, words),
        "text": month_tables.amount(row["value"], row, words),
        "tone": month_tables.DIRECTIONS[side],
        "state": row["state"],
        "mark": month_tables.ARROWS[side]
        or (NOT_KNOWN if is_quiet and row["value"] is not None else ""),
        "spoken": ", ".join(
            part
            for part in (month_tables.side_words(row, words), month_tables.state_words(row, words))
            if part
        ),
        **cell_link(row),
    }
