"""A figure: title, chart with alternative text, chart as PNG, and its numbers as a table."""

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.areas import PICKED
from dashboard.charts.marks import Marks
from dashboard.charts.picture import png
from dashboard.parts import plain
from dashboard.parts.links import address
from dashboard.parts.rows import Rows
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words
from dashboard.words.markup import listed


def show_figure(
    key: str,
    title: str,
    spec: dict[str, Any],
    alt: str,
    table: pl.DataFrame | None,
    words: Words,
    *,
    marks: Marks | None = None,
    on_select: Callable[[], None] | None = None,
    is_open: bool = False,
    rows: Rows | None = None,
) -> None:
    """Show a chart under its takeaway, and its table under it; `spec` is a Vega-Lite object.

    What the chart marks is named in its text and in the lines under it. The picture is made only
    when somebody asks for it.
    """
    lines = marks.lines if marks else ()
    alt = " ".join([alt, *lines])
    plain.takeaway(title)
    # a chart may also mark what is pointed at: only a click is for the server
    clicks: dict[str, Any] = {"on_select": on_select, "selection_mode": PICKED} if on_select else {}
    st.vega_lite_chart(spec, alt=alt, key=f"chart_{key}", **clicks)
    if lines:
        plain.caption(listed(lines))
    with st.container(horizontal=True, key=f"actions_{key}"):
        if table is not None:
            show_table(key, table, words, is_open=is_open, rows=rows)
        plain.download_button(
            words.text("figures.picture"),
            partial(png, spec, title, alt, address()),
            file_name=f"accord_{key}.png",
            mime="image/png",
            key=f"png_{key}",
            type="tertiary",
            icon=":material/image:",
        )


def show_table(
    key: str,
    table: pl.DataFrame,
    words: Words,
    *,
    is_open: bool = False,
    rows: Rows | None = None,
) -> None:
    """Show the table under a chart (the same numbers) and offer exactly this table as CSV."""
    label = words.text("figures.table")
    with plain.expander(label, expanded=is_open):
        show_plain_table(key, table, label, words, rows=rows)


def show_plain_table(
    key: str, table: pl.DataFrame, alt: str, words: Words, *, rows: Rows | None = None
) -> None:
    """Show a table without a chart and offer exactly this table as CSV."""
    if rows is None:
        st.dataframe(table, hide_index=True, key=f"table_{key}", alt=alt)
    else:
        rows.show(key, table, alt)
    plain.download_button(
        words.text("figures.csv"),
        partial(as_csv, table),
        file_name=f"accord_{key}.csv",
        mime="text/csv",
        key=f"csv_{key}",
    )
