"""The month of the whole city: every measure beside other months and its usual range."""

import datetime as dt
from typing import Any

from dashboard.charts.small import small_line
from dashboard.parts import plain
from dashboard.parts.figure import show_table
from dashboard.parts.glance import signed
from dashboard.parts.links import current_choices
from dashboard.parts.month_links import cell_link
from dashboard.parts.source import source_line
from dashboard.parts.templates import show_template
from dashboard.tables import month as month_tables
from dashboard.words import Words, in_percent
from dashboard.words.goals import goals_in_short
from dashboard.words.measures import measure_name
from queries.dates import add_months
from queries.declared.measures import events, measures
from queries.review.month import NOT_JUDGED, TOO_FEW, YEAR, Month, month_of
from queries.review.recent import recent_months
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


def show_month_table(month: Month, vintage: Vintage, words: Words) -> None:
    """Show the rows of the whole city by kind of record, and offer them as a file."""
    groups, choices = _groups(vintage, month.layer, month.month, words), current_choices()
    show_template(
        "month",
        caption=words.text("month.table", month=words.month(month.month)),
        heads={
            "measure": words.text("columns.measure"),
            "amounts": _heads(month.month, words),
            "line": words.text("month.line"),
            "state": words.text("month.columns.state"),
        },
        groups=[
            {
                "name": words.text(f"month.groups.{dataset}"),
                "caution": month_tables.unit_caution(dataset, vintage, words),
                "rows": [{**row, **cell_link(row["id"], "", choices)} for row in rows],
            }
            for dataset, rows in groups.items()
        ],
        note=words.text("month.usual_says"),
    )
    plain.caption(source_line(vintage, groups, words))
    table = month_tables.month_table(vintage, month.layer, month.month, words, "citywide")
    show_table("month", table, words, title=words.text("month.file_city"))


@once_per_vintage
def _groups(
    vintage: Vintage, layer: str, on: dt.date, words: Words
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the whole city in words, by their dataset."""
    month = month_of(vintage, layer, on)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in month.citywide.to_dicts():
        dataset = events()[measures()[row["measure"]].numerator].dataset
        groups.setdefault(dataset, []).append(_row(row, month, vintage, words))
    return groups


def _heads(month: dt.date, words: Words) -> list[str]:
    """Return the names of the columns of amounts, as the page's month has them."""
    name = words.text(f"months.{month.month}")
    return [
        name,
        words.text(f"months.{add_months(month, -1).month}"),
        words.month(add_months(month, -YEAR)),
        words.text("month.to_date", year=month.year),
        words.text("month.to_date", year=month.year - 1),
        words.text("month.change"),
        words.text("month.usual", month=name),
    ]


def _row(row: dict[str, Any], month: Month, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return what the template shows of a row; amounts of another month say which month."""
    own = row["month"]
    is_other = own != month.month
    _, *others = (month_tables.amount(row[name], row, words) for name in month_tables.AMOUNTS)
    value = month_tables.month_amount(row, words)
    notes = [words.text("month.own_month", month=words.month(own))] if is_other else []
    if row["is_provisional"]:
        notes.append(words.text("month.provisional"))
    change = change_words(row["change"], words)
    goals = goals_in_short(row["measure"], vintage, words)
    return {
        "measure": measure_name(row["measure"], vintage, words),
        "note": " · ".join(notes),
        "cells": [
            {"head": head, "text": text, "month": label if is_other else ""}
            for head, text, label in zip(
                _heads(month.month, words),
                [value, *others, change, month_tables.usual_range(row, words)],
                months_under(own, words),
                strict=True,
            )
        ],
        "verdict": badge(row, words),
        "tone": month_tables.DIRECTIONS[month_tables.side(row)],
        "state_note": " · ".join(filter(None, [state_note(row, words), *goals])),
        "id": row["measure"],
        **_line(row, vintage, month.layer, words),
    }


def months_under(own: dt.date, words: Words) -> list[str]:
    """Return what stands under the amounts of a row of another month than the page's.

    The names over the columns are of the page's month, and may even be of another year.
    """
    name, before = (words.text(f"months.{add_months(own, -back).month}") for back in (0, 1))
    year_ago = add_months(own, -YEAR)
    to_date = (words.text("month.to_date_other", month=words.month(end)) for end in (own, year_ago))
    return [name, before, words.month(year_ago), *to_date, "", name]


def change_words(change: float | None, words: Words) -> str:
    """Return a change as +16 %, −19 % or 0 %; a dash where there is none."""
    if change is None:
        return "–"
    return in_percent(0) if round(change, 2) == 0 else signed(1 + change, words)


def badge(row: dict[str, Any], words: Words) -> str:
    """Return a row's state with its mark: ▲ above the usual range; within the usual range."""
    side = month_tables.side(row)
    if side:
        return f"{month_tables.ARROWS[side]} {month_tables.side_words(row, words)}"
    mark = month_tables.ALONE[month_tables.alone(row)]
    return f"{mark} {month_tables.state_words(row, words)}".strip()


def state_note(row: dict[str, Any], words: Words) -> str:
    """Return what stands under a state: of a signal what it is and how long, else why none is."""
    if row["state"] in (TOO_FEW, NOT_JUDGED):
        return month_tables.why_words(row["why"], words)
    if row["signal"] is None:
        return ""
    return f"{month_tables.state_words(row, words)} · {month_tables.duration(row, words)}"


def _line(row: dict[str, Any], vintage: Vintage, layer: str, words: Words) -> dict[str, str]:
    """Return the small line of a row's last months over its usual range, and both in words."""
    points = recent_months(vintage, row["measure"], layer, row["month"])
    known = [value for _, value in points if value is not None]
    low, high = row["usual_low"], row["usual_high"]
    band = None if low is None or high is None else (low, high)
    if not month_tables.has_line(row, len(known)):
        return {"line": "", "line_alt": words.text("month.no_line")}
    alt = words.text(
        "month.line_alt",
        first=words.month(points[0][0]),
        last=words.month(points[-1][0]),
        low=month_tables.amount(min(known), row, words),
        high=month_tables.amount(max(known), row, words),
        end=month_tables.amount(known[-1], row, words),
    )
    return {"line": small_line(points, band=band), "line_alt": alt}
