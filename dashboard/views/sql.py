"""SQL: ask the public records in one's own words, and take the answer away."""

import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import polars as pl

from dashboard.charts.selected import bars_chart, line_chart
from dashboard.parts import drawn, plain
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import layer_offer
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.state import selected
from dashboard.parts.turns import turns
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words.markup import listed
from queries.errors import NoAnswer
from queries.records import public_tables, select_runner
from queries.records.select_runner import LONGEST_QUERY, LONGEST_S, MOST_ROWS, Selected
from queries.records.sql_examples import examples
from queries.vintage.catalog import Vintage

PAGE = "sql"
QUERY = "sql"
"""The key of the query in the address."""

MOST_BARS = 40
"""Bars of a chart; more are read as a table."""

NUMBERS = ("number", "decimal")
ALONG = ("day", "time", *NUMBERS)
"""Kinds of columns that a line can run along."""


def show(words: Words) -> None:
    """Show the page."""
    show_title(PAGE, words)
    vintage = selected_vintage(words)
    scope = f"{vintage.city_id}_{words.language}"
    areas = layer_offer({layer.id: layer for layer in vintage.city.layers}, scope, words)
    show_bar([city_offer(words), areas])
    layer = selected(areas)
    show_label(vintage, words)
    limits = {"seconds": LONGEST_S, "rows": words.number(MOST_ROWS)}
    plain.text(words.text("sql.says", **limits))
    query = _choose_query(vintage, layer, words)
    asked = (vintage.city_id, vintage.vintage, layer, query)
    if query is not None:
        st.session_state["sql_answer"] = asked, _answer(vintage, layer, query, words)
    kept, answer = st.session_state.get("sql_answer", (None, None))
    if kept is not None and kept[:3] == asked[:3]:
        _show_answer(vintage, layer, kept[3], answer, words)
    _show_tables(vintage, layer, words)
    show_about(PAGE, vintage, None, words)


def _choose_query(vintage: Vintage, layer: str, words: Words) -> str | None:
    """Offer examples and a place to write; return the query once it is to be run.

    A query of an address is shown and waits: nobody's words are run by opening a link.
    """
    offered = {example.id: example for example in examples(vintage, layer)}
    example_key, query_key = f"example_{layer}_{words.language}", f"query_{words.language}"

    def take() -> None:
        name = st.session_state[example_key]
        if name is not None:
            st.session_state[query_key] = offered[name].query

    if query_key not in st.session_state:
        first = next(iter(offered.values())).query if offered else ""
        st.session_state[query_key] = (st.query_params.get(QUERY) or first)[:LONGEST_QUERY]
    plain.selectbox(
        words.text("sql.examples"),
        list(offered),
        index=None,
        format_func=lambda name: words.say(offered[name].title),
        placeholder=words.text("sql.examples_none"),
        key=example_key,
        on_change=take,
    )
    with plain.form("sql"):
        query = plain.text_area(
            words.text("sql.query"), key=query_key, height=220, max_chars=LONGEST_QUERY
        )
        is_asked = plain.form_submit_button(words.text("sql.run"))
    if not is_asked:
        return None
    st.query_params[QUERY] = query
    return query


def _answer(vintage: Vintage, layer: str, query: str, words: Words) -> Selected | NoAnswer:
    """Return what a query selects, or why it has no answer.

    Whoever presses again or leaves ends the process: Streamlit ends this page where it says how
    long the query runs.
    """
    wait = st.empty()
    visitor = st.session_state.setdefault("sql_visitor", uuid4().hex)
    began = time.monotonic()

    def is_wanted() -> bool:
        with wait:
            plain.caption(words.text("sql.running", seconds=int(time.monotonic() - began)))
        return True

    try:
        with turns.aside():
            return select_runner.select_rows(vintage, layer, query, visitor, is_wanted)
    except NoAnswer as reason:
        return reason
    finally:
        wait.empty()


def _show_answer(
    vintage: Vintage, layer: str, query: str, answer: Selected | NoAnswer, words: Words
) -> None:
    plain.header(words.text("sql.answer"))
    if isinstance(answer, NoAnswer):
        plain.warning(words.no_answer(answer))
        return
    n = len(answer.table)
    if not n:
        plain.info(words.text("sql.none"))
        return
    plain.caption(words.text("sql.count_first"))
    rows = words.text("sql.row" if n == 1 else "sql.rows", n=words.number(n))
    if answer.is_cut:
        plain.warning(words.text("sql.cut", n=words.number(n)))
    _show_chart(answer, words)
    show_plain_table("sql", answer.table, rows, words)
    plain.caption(rows)
    with plain.expander(words.text("sql.program")):
        plain.text(words.text("sql.program_says"))
        asked = urlencode({"query": query, "layer": layer, "vintage": vintage.vintage})
        path = f"/api/v1/cities/{vintage.city_id}/sql?{asked}"
        st.code(path, language=None, wrap_lines=True)


def _show_chart(answer: Selected, words: Words) -> None:
    """Draw two columns of which the second is a number: along days and numbers, or by name."""
    if len(answer.kinds) != 2 or answer.kinds[1] not in NUMBERS:
        return
    name, value = answer.table.columns
    at, values = answer.table.get_columns()
    along = at.cast(pl.Datetime("us")) if at.dtype == pl.Date else at
    rows = pl.DataFrame({"at": along, "value": values}).drop_nulls()
    if len(rows) < 2 or rows["at"].is_duplicated().any():
        return
    if answer.kinds[0] in ALONG:
        spec = drawn.spec(words, _line, rows.sort("at"), name, value)
    elif len(rows) <= MOST_BARS:
        bars = rows.select("value", label=pl.col("at").cast(pl.String))
        spec = drawn.spec(words, _bars, bars, value)
    else:
        return
    numbers = rows["value"].sort()
    least, most = (f"{number:,}" for number in (numbers[0], numbers[-1]))
    alt = words.text("sql.chart_alt", name=name, value=value, n=len(rows), least=least, most=most)
    title = words.text("sql.chart", name=name, value=value)
    show_figure("sql_chart", title, spec, alt, None, words)


def _show_tables(vintage: Vintage, layer: str, words: Words) -> None:
    plain.header(words.text("sql.tables"))
    where = words.say(vintage.layer(layer).names)
    plain.text(words.text("sql.tables_say", vintage=vintage.vintage, layer=where))
    for name in public_tables.names(vintage, layer):
        label = words.say(public_tables.label(name))
        with plain.expander(words.text("sql.columns", table=name, label=label)):
            columns = public_tables.columns(vintage, layer, name)
            plain.text(listed(f"{column}: {words.say(text)}" for column, text in columns.items()))


def _line(rows: pl.DataFrame, name: str, axis: str, _words: Words) -> Any:
    return line_chart(rows, name, axis)


def _bars(rows: pl.DataFrame, axis: str, _words: Words) -> Any:
    return bars_chart(rows, axis)
