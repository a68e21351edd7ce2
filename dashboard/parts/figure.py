"""A figure: takeaway, chart with alternative text, and a row of what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from dashboard.charts.areas import PICKED
from dashboard.charts.marks import Marks
from dashboard.charts.outline import outline
from dashboard.charts.picture import png
from dashboard.parts import plain
from dashboard.parts.links import address, figure_address
from dashboard.parts.rows import Rows
from dashboard.parts.sent import sent
from dashboard.parts.templates import show_template
from dashboard.parts.walk import show_walk
from dashboard.surface import reading, sheet, st
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words
from dashboard.words.markup import listed
from queries.records.filters import Filter


@dataclass(frozen=True)
class Figure:
    """A figure that was shown: its id, title, chart, text, table and source.

    A table without a chart has no spec. `lines` name what the chart marks. `records` is the
    selection of records that takes the place of a table.
    """

    id: str
    title: str
    spec: dict[str, Any] | None
    alt: str
    table: pl.DataFrame | None
    source: str = ""
    lines: tuple[str, ...] = ()
    records: Filter | None = None


def show_figure(
    key: str,
    title: str,
    spec: dict[str, Any],
    alt: str,
    table: pl.DataFrame | None,
    words: Words,
    *,
    source: str = "",
    lead: str = "",
    marks: Marks | None = None,
    on_select: Callable[[], None] | None = None,
    is_open: bool = False,
    rows: Rows | None = None,
) -> None:
    """Show a chart under its takeaway, and its table under it; `spec` is a Vega-Lite object.

    `lead` stands between the title and the chart. `source` says whose records it shows. What the
    chart marks is named in its text and in the lines under it. Table, outline and picture are made
    only when somebody asks for them.
    """
    lines = tuple(marks.lines) if marks else ()
    alt = " ".join([alt, *lines])
    if page := reading():
        page.keep(Figure(key, title, spec, alt, table, source, lines))
        return
    plain.takeaway(title)
    if lead:
        plain.text(lead)
    # a chart may also mark what is pointed at: only a click is for the server
    clicks: dict[str, Any] = {"on_select": on_select, "selection_mode": PICKED} if on_select else {}
    shown = spec if sheet() else sent(spec)
    st.vega_lite_chart(shown, alt=alt, key=f"chart_{key}", **clicks)
    if lines:
        plain.caption(listed(lines))
    if source:
        plain.caption(source)
    if sheet():
        if table is not None:
            show_table(key, table, words, is_open=is_open, rows=rows)
        return
    with st.container(horizontal=True, key=f"actions_{key}", gap="small"):
        if table is not None:
            _show_csv(key, table, words)
        plain.download_button(
            words.text("figures.picture"),
            partial(png, spec, title, alt, f"{source} {address()}".strip()),
            file_name=f"accord_{key}.png",
            mime="image/png",
            key=f"png_{key}",
            type="tertiary",
        )
        show_template("link", address=f"{address()}#{key}", label=words.text("figures.link"))
        _show_address(key, words)
        with folded(words.text("walk.label"), f"outline_{key}") as part:
            if part.open:
                show_walk(key, outline(spec, title, lines, words), words)
        if table is not None:
            _show_fold(key, table, words, is_open=is_open, rows=rows)


def show_table(
    key: str,
    table: pl.DataFrame,
    words: Words,
    *,
    is_open: bool = False,
    rows: Rows | None = None,
    figure: str = "",
    title: str = "",
) -> None:
    """Show the table of the figures of a page, folded, and offer exactly this table as CSV.

    `figure` is its id in addresses where the key is another one for other choices; `title` names it
    there.
    """
    if page := reading():
        page.keep(Figure(figure or key, title or words.text("figures.table"), None, "", table))
        return
    with st.container(horizontal=True, key=f"actions_{key}", gap="small"):
        _show_csv(key, table, words)
        _show_address(figure or key, words)
        _show_fold(key, table, words, is_open=is_open, rows=rows)


def show_plain_table(
    key: str,
    table: pl.DataFrame,
    alt: str,
    words: Words,
    *,
    rows: Rows | None = None,
    figure: str = "",
) -> None:
    """Show a table without a chart and offer exactly this table as CSV; see `show_table`."""
    if page := reading():
        page.keep(Figure(figure or key, alt, None, "", table))
        return
    _show_grid(key, table, alt, rows)
    with st.container(horizontal=True, key=f"actions_{key}", gap="small"):
        _show_csv(key, table, words)
        _show_address(figure or key, words)


def _show_address(figure: str, words: Words) -> None:
    """Link to the figure's address, which says how a program gets each form of it."""
    if not sheet():
        label = words.text("figures.address")
        show_template("link", address=figure_address(figure), label=label)


def folded(label: str, key: str, *, is_open: bool = False) -> Any:
    """Return a part of which the server makes the content only once somebody opens it."""
    return plain.expander(label, expanded=is_open, type="compact", key=key, on_change="rerun")


def _show_fold(
    key: str, table: pl.DataFrame, words: Words, *, is_open: bool, rows: Rows | None
) -> None:
    label = words.text("figures.table")
    with folded(label, f"fold_{key}", is_open=is_open) as part:
        if part.open:
            _show_grid(key, table, label, rows)


def _show_grid(key: str, table: pl.DataFrame, alt: str, rows: Rows | None) -> None:
    if rows is None:
        st.dataframe(table, hide_index=True, key=f"table_{key}", alt=alt, placeholder="")
    else:
        rows.show(key, table, alt)


def _show_csv(key: str, table: pl.DataFrame, words: Words) -> None:
    plain.download_button(
        words.text("figures.csv"),
        partial(as_csv, table),
        file_name=f"accord_{key}.csv",
        mime="text/csv",
        key=f"csv_{key}",
        type="tertiary",
    )
