"""The rows of a small panel: what records are made up of, one period beside another."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.words import Words, capital
from dashboard.words.records import NONE, percent, percent_range
from queries.stats.constants import CAUTION_EVENTS

MOST_ROWS = 6
"""The largest number of values in a panel; its table has all values."""

WHEN = {1: ("only",), 2: ("earlier", "later")}

FIELDS = ("label", "n", "share", "low", "high")

Row = dict[str, Any]


def panel_rows(
    sides: Sequence[pl.DataFrame], words: Words, first: int = 0, most: int = MOST_ROWS
) -> tuple[list[Row], int]:
    """Return the rows for the template `panel`, and how many more values the sides have.

    Each of the `sides` has label, n and share, low, high (parts of 1 or null), one row per value,
    the earlier period first. Values stand in the order of the side number `first`, then of the
    other. A value that a side has not is 0 there. A side without any share has no bar beside one
    that has some: counts of two periods cannot be laid side by side, and a 0 would read as if the
    records said so. Without shares the bars show the counts of the side `first`.
    """
    has_share = [bool(side["share"].is_not_null().any()) for side in sides]
    names = WHEN[len(sides)]
    if has_share[first]:
        drawn = [at for at, has in enumerate(has_share) if has]
    else:
        drawn = [first] if int(sides[first]["n"].sum()) else []
        names = WHEN[1] * len(sides)
    ordered = [sides[first], *(sides[at] for at in drawn if at != first)]
    labels = list(dict.fromkeys(label for side in ordered for label in side["label"]))
    by_label = [{row["label"]: row for row in side.to_dicts()} for side in sides]
    top = None if has_share[first] else max([*sides[first]["n"].to_list(), 1])
    rows = [
        {
            "label": capital(label),
            "bars": [_bar(by_label[at].get(label), names[at], top, words) for at in drawn],
        }
        for label in labels[:most]
    ]
    return rows, len(labels) - len(rows)


def stacked(names: Sequence[str], tables: Sequence[pl.DataFrame], words: Words) -> pl.DataFrame:
    """Return the tables of several periods under each other, with the name of each period."""
    if len(tables) == 1:
        return tables[0]
    period = words.text("records.period")
    named = [
        table.select(pl.lit(name).alias(period), pl.all())
        for name, table in zip(names, tables, strict=True)
    ]
    return pl.concat(named, how="diagonal")


def _bar(row: Row | None, when: str, top: int | None, words: Words) -> Row:
    """Return a bar on a scale from 0 to all records, or from 0 to the count `top`."""
    row = row or dict.fromkeys(FIELDS) | {"n": 0, "share": 0.0}
    few = " ×" if row["n"] < CAUTION_EVENTS else ""
    count = words.number(row["n"]) + few
    has_range = top is None and row["low"] is not None and row["high"] is not None
    return {
        "when": when,
        "is_few": row["n"] < CAUTION_EVENTS,
        "when_words": "" if when == "only" else words.text(f"panels.{when}"),
        "width": _percent(row["share"] if top is None else row["n"] / top),
        "low": _percent(row["low"]) if has_range else None,
        "high": _percent(row["high"]) if has_range else None,
        "large": percent(row["share"]) if top is None else count,
        "small": count if top is None else "",
        "range_words": percent_range(row["low"], row["high"]) if has_range else NONE,
    }


def _percent(part: float | None) -> float:
    return round(100 * min(max(part or 0.0, 0.0), 1.0), 2)
