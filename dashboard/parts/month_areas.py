"""All areas of a month by all measures: numbers to choose from, first what needs a question."""

import datetime as dt
from typing import Any, NamedTuple

from dashboard.parts import plain
from dashboard.parts.figure import folded, show_table
from dashboard.parts.links import current_choices
from dashboard.parts.month_links import cell_link
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.tables import month as month_tables
from dashboard.words import Words, capital
from dashboard.words.measures import measure_name
from queries.review.month import Month, month_of
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

LEAST_SHOWN = 8
"""Areas that stand open even if nothing moved in them: those nearest to the edge of their range."""

LEAST_PRINTED = 40
"""Areas on paper, where nothing can be opened; a layer of more has the rest on the site."""

Row = dict[str, Any]


class Cell(NamedTuple):
    """A number of an area in words: of which records, on which side, its mark and what it means."""

    measure: str
    area_id: str
    head: str
    text: str
    of: str
    tone: str
    state: str
    mark: str
    spoken: str


class Area(NamedTuple):
    """A row of the table: an area's name and its cells."""

    area: str
    cells: list[Cell]


class Areas(NamedTuple):
    """The table of all areas: its heads, its first rows, and how many there are in all.

    `moved` counts the areas with a signal; `unplaced` says what the table leaves out.
    """

    heads: dict[str, Any]
    rows: list[Area]
    all_n: int
    moved: int
    unplaced: list[str]


def show_areas(month: Month, vintage: Vintage, words: Words) -> None:
    """Show the areas that need a question, and the others folded; nothing without areas."""
    areas = _areas(vintage, month.layer, month.month, words)
    if areas is None:
        return
    names = words.say(vintage.layer(month.layer).names)
    plain.header(words.text("month.areas", layer=names))
    shown = max(LEAST_SHOWN, areas.moved)
    show_template("month_areas", **areas.heads, rows=_linked(areas.rows[:shown]))
    if areas.all_n > shown:
        label = words.text("month.more", n=areas.all_n - shown)
        with folded(label, "areas_more") as part:
            if part.open:
                measures = month_tables.placed_measures(month)
                rest = [
                    _area(rows, measures, month, vintage, words)
                    for rows in month_tables.areas_by_need(month)[shown:]
                ]
                show_template("month_areas", **areas.heads, rows=_linked(rest))
    more = areas.all_n - len(areas.rows)
    show_template(
        "month_areas_paper",
        **areas.heads,
        rows=areas.rows,
        more=words.text("month.not_printed", n=more) if more > 0 else "",
    )
    with st.container(key="areas_choose"):
        plain.caption(words.text("month.areas_choose"))
    says = [words.text("month.areas_say"), words.text("month.areas_key"), *areas.unplaced]
    plain.caption(" ".join(says))
    table = month_tables.month_table(vintage, month.layer, month.month, words)
    show_table("looks", table, words, title=words.text("month.file_areas"))


@once_per_vintage
def _areas(vintage: Vintage, layer: str, on: dt.date, words: Words) -> Areas | None:
    """Return the table of all areas of a month, as far as it is printed; None if it has none."""
    month = month_of(vintage, layer, on)
    areas = month_tables.areas_by_need(month)
    if not areas:
        return None
    measures = month_tables.placed_measures(month)
    moved = sum(month_tables.has_signal(rows) for rows in areas)
    printed = areas[: max(LEAST_PRINTED, moved)]
    return Areas(
        heads=_heads(areas[0], measures, month, vintage, words),
        rows=[_area(rows, measures, month, vintage, words) for rows in printed],
        all_n=len(areas),
        moved=moved,
        unplaced=month_tables.unplaced(month, vintage, words),
    )


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
                "name": measure_name(row["measure"], vintage, words),
                "month": words.month(row["month"]) if row["month"] != month.month else "",
            }
            for row in rows
            if row["measure"] in measures
        ],
    }


def _area(
    rows: list[Row], measures: list[str], month: Month, vintage: Vintage, words: Words
) -> Area:
    """Return the row of an area."""
    name = month_tables.short_area(rows[0], month, words)
    return Area(name, [_cell(row, vintage, words) for row in rows if row["measure"] in measures])


def _cell(row: Row, vintage: Vintage, words: Words) -> Cell:
    mark = month_tables.mark(row)
    spoken = [month_tables.side_words(row, words), month_tables.state_words(row, words)]
    if row["value"] is None:
        spoken = [words.text("month.no_number")]
    return Cell(
        measure=row["measure"],
        area_id=row["area_id"],
        head=measure_name(row["measure"], vintage, words),
        text=month_tables.amount(row["value"], row, words),
        of=month_tables.share_of(row, words),
        tone=month_tables.DIRECTIONS[month_tables.side(row)],
        state=row["state"],
        mark=mark,
        spoken=", ".join(filter(None, spoken)) if mark or row["value"] is None else "",
    )


def _linked(areas: list[Area]) -> list[dict[str, Any]]:
    """Return rows whose cells lead to the months behind them."""
    choices = current_choices()
    return [
        {
            "area": area.area,
            "cells": [
                {**cell._asdict(), **cell_link(cell.measure, cell.area_id, choices)}
                for cell in area.cells
            ],
        }
        for area in areas
    ]
