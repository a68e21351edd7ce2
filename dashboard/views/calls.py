"""Calls for service: how many, what about, who starts and answers them, how fast, and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.parts import plain
from dashboard.parts.call_cities import show_beside_cities
from dashboard.parts.call_crisis import show_crisis
from dashboard.parts.call_hours import say_untold, show_hours
from dashboard.parts.call_speed import show_speed
from dashboard.parts.figure import show_table
from dashboard.parts.over_time import show_counts, show_over_time
from dashboard.parts.panels import grid, say_few, show_key, show_panel, side_names
from dashboard.parts.records import ALL, begin, end
from dashboard.parts.state import choose
from dashboard.surface import st
from dashboard.tables import calls as tables
from dashboard.tables.panels import stacked
from dashboard.words import Words
from dashboard.words.records import category, percent
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
            show_crisis(part, counts, words)
        with hours:
            show_hours(part, words)
    show_beside_cities(part.vintage, words)
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
    counted = {panel: [panel.count(side) for side in pair] for panel in shown}
    own = list(pair).index(part)
    notes, are_few, unsaid = [], [], []
    with grid("calls"):
        for panel, every in counted.items():
            rows = every[own]
            notes.append(_unknown_words(panel, rows, words, is_fair=part.is_fair))
            if _known(rows) >= KNOWN_SHARE * int(rows["n"].sum()) > 0:
                are_few.append(_show_panel(panel, every, pair, own, words))
            elif int(rows["n"].sum()):
                unsaid.append(panel)
    missing = [words.text(f"calls.none.{panel.without}") for panel in PANELS if panel not in shown]
    for line in [" ".join(note for note in notes if note), *missing]:
        if line:
            plain.text(line)
    for panel in unsaid:
        rows = counted[panel][own]
        table = tables.counted_table(rows, panel.names(rows, words), words)
        show_table(f"calls_{panel.name}", table, words)
    if any(panel.name == "outcomes" for panel in shown):
        plain.caption(words.text("calls.says.outcomes"))
        say_untold(part, words)
    say_few(are_few, words)


def _known(rows: pl.DataFrame) -> int:
    """Return the number of calls whose value, in the first column, is known."""
    return int(rows.filter(pl.col(rows.columns[0]) != UNKNOWN)["n"].sum())


def _show_panel(
    panel: Panel, every: Sequence[pl.DataFrame], pair: Sequence[Part], own: int, words: Words
) -> bool:
    named = [panel.names(rows, words) for rows in every]
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
    """Return the title: the largest value that is not unknown."""
    table = rows.with_columns(name=pl.Series(names, dtype=pl.String))
    known = table.filter(pl.col(rows.columns[0]) != UNKNOWN).sort("n", descending=True)
    title = words.text(
        f"calls.{name}_title",
        first=known["name"][0],
        n=words.number(known["n"][0]),
        all=words.number(_known(rows)),
    )
    return title if known["rate"][0] is None else f"{title} ({percent(known['rate'][0])})"


def _unknown_words(panel: Panel, rows: pl.DataFrame, words: Words, *, is_fair: bool) -> str:
    """Return in how many calls a field is not known, as a share too where shares are shown."""
    total = int(rows["n"].sum())
    unknown = total - _known(rows)
    if not unknown:
        return ""
    return words.text(
        f"calls.unsaid.{panel.name}",
        n=words.number(unknown),
        all=words.number(total),
        share=f" ({percent(unknown / total)})" if is_fair else "",
    )
