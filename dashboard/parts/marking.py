"""An area marked on a page: chosen in a list, in a chart or in a table, and marked in all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.charts.areas import PICKED, marked
from dashboard.parts import drawn, plain, state
from dashboard.parts.choices import Choice, area_names, area_offer
from dashboard.parts.glance import range_words
from dashboard.parts.rows import Rows
from dashboard.surface import st
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from dashboard.words.markup import bold, joined
from dashboard.words.sentences import headline
from queries.change.compare import Comparison


def mark_area(choice: Choice, comparison: Comparison, words: Words) -> Choice:
    """Offer the areas in a list and say of the marked one what is known; return it chosen.

    Without one the line says how to mark one, so that what follows stays in its place.
    """
    offer = area_offer(choice.vintage, choice.layer, words)
    label = words.text("figures.mark_area")
    names = {**offer.names, "": words.text("figures.no_mark")}
    listed, line = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    with listed:
        area = state.show(replace(offer, label=label, names=names))
    with line:
        plain.text(marked_line(area, comparison, words))
    return replace(choice, area=area)


def marked_line(area: str, comparison: Comparison, words: Words) -> str:
    """Return what is known of an area in one line."""
    table = worded(comparison, words).filter(pl.col("area_id") == area)
    if table.is_empty():
        return words.text("figures.mark_how")
    row = table.row(0, named=True)
    ends = ""
    if row["ratio_low"] is not None:
        ends = words.text("figures.marked", range=range_words(row, comparison, words))
    return joined(bold(headline(row, comparison, words)), row["counts_words"], ends)


def drawn_map(
    words: Words, draw: Callable[..., Any], choice: Choice, *values: Any
) -> dict[str, Any]:
    """Return `drawn.spec` of a map with the chosen area marked; it is drawn once for all areas."""
    return marked(drawn.spec(words, draw, replace(choice, area=""), *values), choice.area)


def taker(choice: Choice, words: Words) -> Callable[[str], None]:
    """Return a function that marks the area with an id, or none, when the page runs next."""
    widget = area_offer(choice.vintage, choice.layer, words).widget

    def take(area: str) -> None:
        st.session_state[widget] = area

    return take


def clicked(key: str, choice: Choice, words: Words) -> Callable[[], None]:
    """Return what marks the area clicked in the chart `key`; what is no area changes nothing."""
    areas, take = area_names(choice.vintage, choice.layer, words), taker(choice, words)

    def read() -> None:
        selection = st.session_state.get(f"chart_{key}", {}).get("selection", {}).get(PICKED, [])
        area = selection[0].get("area_id") if selection else None
        if area in areas:
            take(area)

    return read


def marked_table(choice: Choice, comparison: Comparison, words: Words) -> tuple[pl.DataFrame, Rows]:
    """Return the table of a comparison, the chosen area under the city and marked, and its rows."""
    is_last = ~((pl.col("kind") != "area") | (pl.col("area_id") == choice.area))
    table = worded(comparison, words)
    is_unknown = pl.col("kind") == "unknown"
    table = table.sort(is_last | is_unknown, maintain_order=True)
    areas = table.select(pl.when(pl.col("kind") == "area").then("area_id").alias("area_id"))
    rows = Rows(areas["area_id"].to_list(), choice.area, taker(choice, words))
    return comparison_table(table, words), rows
