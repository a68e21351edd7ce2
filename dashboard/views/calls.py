"""Calls for service: how many, what about, who starts and answers them, how fast, and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard.charts.calls import share_chart
from dashboard.parts import drawn, plain
from dashboard.parts.call_hours import show_hours
from dashboard.parts.call_speed import show_speed
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import marks_again
from dashboard.parts.over_time import show_counts, show_over_time
from dashboard.parts.panels import grid, say_few, show_key, show_panel, side_names
from dashboard.parts.records import ALL, begin, end
from dashboard.parts.state import choose
from dashboard.tables import calls as tables
from dashboard.tables.panels import stacked
from dashboard.words import Words, columns
from dashboard.words.records import (
    category,
    no_line,
    percent,
    percent_range,
    share_words,
    spoken_months,
)
from queries.records import calls
from queries.records.beside import in_order
from queries.records.over_time import whole
from queries.records.periods import Part
from queries.records.shares import KNOWN_SHARE
from queries.vintage.catalog import UNKNOWN

DATASET = "calls"
CAVEATS = ("recorded_only", "calls_change")

Count = Callable[[Part], pl.DataFrame]
Name = Callable[[pl.DataFrame, Words], list[str]]


@dataclass(frozen=True)
class Panel:
    """A field of calls in a panel: how it is counted, and the names of its values in words."""

    name: str
    field: str
    count: Count
    names: Name
    without: str


def _named(vocabulary: str) -> Name:
    return lambda rows, words: [category(vocabulary, value, words) for value in rows[:, 0]]


def _settled(count: Callable[[pl.DataFrame, Part], pl.DataFrame]) -> Count:
    return lambda part: count(calls.settled(calls.months(part), part), part)


PANELS = (
    Panel(
        "categories", "category", _settled(calls.categories), _named("call_category"), "categories"
    ),
    Panel("starters", "initiated_by", _settled(calls.starters), _named("initiated_by"), "starters"),
    Panel("outcomes", "outcome", calls.outcomes, tables.outcome_names, "outcomes"),
    Panel(
        "crisis", "responder", _settled(calls.crisis_responders), _named("responder"), "responder"
    ),
)


def show(words: Words) -> None:
    """Show the page."""
    part = begin("calls", DATASET, words)
    if part is None:
        return
    counts = calls.settled(calls.months(part), part)
    if counts.is_empty():
        plain.info(words.text("records.nothing"))
    else:
        _show_line(part, words)
        _show_composition(part, words)
        show_speed(part, counts, words)
        crisis, hours = st.columns(2, gap="large")
        with crisis:
            _show_crisis(part, counts, words)
        with hours:
            show_hours(part, words)
    end("calls", part, CAVEATS, words)


def _show_line(part: Part, words: Words) -> None:
    """Show all calls by month, or those of a selected kind."""
    plain.header(words.text("over_time.header"))
    every = calls.months(whole(part))
    kinds = [kind for kind in calls.categories(every, part)["category"] if kind != UNKNOWN]
    if not part.vintage.publishes(DATASET, "category"):
        show_over_time(part, words)
        return
    names = {kind: category("call_category", kind, words) for kind in kinds}
    selected = choose(
        "category",
        words.text("calls.category"),
        [ALL, *names],
        lambda kind: names.get(kind, words.text("calls.all_categories")),
        ALL,
        f"{'_'.join(part.key)}_{words.language}",
    )
    by_kind = calls.category_months(every, whole(part))
    table = tables.category_table(by_kind, words)
    if selected == ALL:
        show_over_time(part, words, table)
        return
    months = by_kind.filter(category=selected)
    settled = months.filter(~pl.col("is_provisional"))
    numbers = settled["n"].sort()
    title = words.text(
        "calls.months_title",
        category=names[selected],
        least=words.number(numbers[0]),
        most=words.number(numbers[-1]),
    )
    show_counts(part, months.select("month", "n", "is_provisional"), title, table, words)


def _show_composition(part: Part, words: Words) -> None:
    """Show what calls are made up of in panels, beside another period; say what is not given."""
    plain.header(words.text("calls.titles.made_of"))
    pair = in_order(part)
    show_key(part, pair, words)
    shown = [panel for panel in PANELS if part.vintage.publishes(DATASET, panel.field)]
    notes, are_few = [], []
    with grid("calls"):
        for panel in shown:
            rows = panel.count(part)
            if int(rows["n"].sum()):
                notes.append(_unknown_words(panel, rows, words))
                are_few.append(_show_panel(panel, pair, part, words))
    missing = [words.text(f"calls.none.{panel.without}") for panel in PANELS if panel not in shown]
    for line in [" ".join(note for note in notes if note), *missing]:
        if line:
            plain.text(line)
    if any(panel.name == "outcomes" for panel in shown):
        plain.caption(words.text("calls.says.outcomes"))
    say_few(are_few, words)


def _show_panel(panel: Panel, pair: Sequence[Part], part: Part, words: Words) -> bool:
    every = [panel.count(side) for side in pair]
    named = [panel.names(rows, words) for rows in every]
    own = list(pair).index(part)
    return show_panel(
        f"calls_{panel.name}",
        _title(panel.name, every[own], named[own], words),
        [tables.counted_side(rows, names) for rows, names in zip(every, named, strict=True)],
        stacked(
            side_names(pair, words),
            [
                tables.counted_table(rows, names, words)
                for rows, names in zip(every, named, strict=True)
            ],
            words,
        ),
        words,
        own,
    )


def _title(name: str, rows: pl.DataFrame, names: list[str], words: Words) -> str:
    """Return the title: the largest value that is not unknown, or that most is not known."""
    table = rows.with_columns(name=pl.Series(names, dtype=pl.String))
    known = table.filter(pl.col(rows.columns[0]) != UNKNOWN).sort("n", descending=True)
    known_n, all_n = int(known["n"].sum()), int(table["n"].sum())
    if known_n < KNOWN_SHARE * all_n:
        unknown = words.number(all_n - known_n)
        return words.text("calls.unknown_title", n=unknown, all=words.number(all_n))
    title = words.text(
        f"calls.{name}_title",
        first=known["name"][0],
        n=words.number(known["n"][0]),
        all=words.number(known_n),
    )
    return title if known["rate"][0] is None else f"{title} ({percent(known['rate'][0])})"


def _unknown_words(panel: Panel, rows: pl.DataFrame, words: Words) -> str:
    """Return in how many calls a field is not known; an empty text for none."""
    unknown = int(rows.filter(pl.col(rows.columns[0]) == UNKNOWN)["n"].sum())
    if not unknown:
        return ""
    total = int(rows["n"].sum())
    return words.text(
        f"calls.unsaid.{panel.name}",
        n=words.number(unknown),
        share=percent(unknown / total),
    )


def _show_crisis(part: Part, counts: pl.DataFrame, words: Words) -> None:
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
    )
