"""Your neighborhood: every measure for one area, with its verdict and range."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.maps import PICKED
from dashboard.parts import ask, maps
from dashboard.parts.choices import Choice, area_names
from dashboard.parts.figure import show_table
from dashboard.parts.header import show_about
from dashboard.parts.locate import show_ways
from dashboard.parts.missing import show_missing
from dashboard.parts.page import head
from dashboard.parts.state import choose, widget_key
from dashboard.parts.verdict import show_cautions, show_recording, show_windows
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from dashboard.words.neighborhood import paragraph
from dashboard.words.sentences import details, headline, months_sentence
from queries.change.compare import Comparison
from queries.errors import NoAnswer
from queries.vintage.maps import is_latest

MAP_KEY = "pick"


def show(words: Words) -> None:
    """Show the page."""
    choice = head("your_neighborhood", words, by_area=True)
    if choice is None:
        return
    areas = choice.vintage.areas(choice.layer).filter(is_latest())
    named = area_names(choice.vintage, choice.layer, words)
    scope = f"{choice.vintage.city_id}_{choice.layer}_{words.language}"
    area = choose(
        "area",
        words.text("choices.area"),
        list(named),
        lambda one: named[one],
        next(iter(named)),
        scope,
    )
    show_ways(choice, areas, named, words, lambda one: _take(one, scope))
    answers = {
        one.id: ask.comparison(choice.vintage, one.id, choice.layer, choice.policy_id, choice.on)
        for one in choice.vintage.measures_by_area(choice.layer)
    }
    main = answers[choice.measure.id]
    if isinstance(main, Comparison):
        show_windows(main, words)
        show_recording([main], words)
        _show_first(area, main, choice, answers, words)
        maps.show_verdict_map(
            MAP_KEY, choice, main, words, on_select=lambda: _pick(scope, set(named))
        )
        st.caption(words.text("figures.click"))
    else:
        st.warning(words.no_answer(main))
    for measure_id, answer in answers.items():
        if measure_id != choice.measure.id and isinstance(answer, Comparison):
            _show_card(area, answer, words)
    _show_all(area, answers, words)
    show_cautions([one for one in answers.values() if isinstance(one, Comparison)], words)
    _show_missing(choice, answers, words)
    show_about("your_neighborhood", choice.vintage, None, words)


def _pick(scope: str, known: set[str]) -> None:
    """Take the area clicked on the map into the list, before the page is drawn again."""
    state = st.session_state.get(f"chart_{MAP_KEY}", {})
    picked = state.get("selection", {}).get(PICKED, [])
    if picked and picked[0].get("area_id") in known:
        _take(picked[0]["area_id"], scope)


def _take(area: str, scope: str) -> None:
    st.session_state[widget_key("area", scope)] = area


def _row(area: str, found: Comparison, words: Words) -> dict[str, Any]:
    return worded(found, words).row(by_predicate=pl.col("area_id") == area, named=True)


def _show_first(
    area: str,
    main: Comparison,
    choice: Choice,
    answers: dict[str, Comparison | NoAnswer],
    words: Words,
) -> None:
    """Show the chosen measure's verdict and, in one paragraph, what is known of the area."""
    table = worded(main, words)
    one_each = table.filter((pl.col("area_id") == area) | (pl.col("kind") != "area"))
    rows = {str(row["kind"]): row for row in one_each.to_dicts()}
    shown = [one for one in answers.values() if isinstance(one, Comparison)]
    verdicts = [
        one.table.row(by_predicate=pl.col("area_id") == area, named=True)["verdict"]
        for one in shown
    ]
    lacking = len(answers) - len(shown) + len(choice.vintage.missing(choice.layer))
    with st.container(border=True):
        st.header(headline(rows["area"], main, words), anchor=False)
        st.markdown(paragraph(rows, main, verdicts, lacking, words))
        needed = months_sentence(rows["area"], words)
        if needed is not None:
            st.markdown(needed)


def _show_card(area: str, found: Comparison, words: Words) -> None:
    row = _row(area, found, words)
    with st.container(border=True):
        st.markdown(f"**{headline(row, found, words)}**")
        st.markdown(details(row, found, words))
        city = worded(found, words).row(0, named=True)
        st.caption(words.text("answer.same_as_city", sentence=headline(city, found, words)))


def _show_all(area: str, answers: dict[str, Comparison | NoAnswer], words: Words) -> None:
    """Offer all cards as one table."""
    rows = [
        worded(found, words)
        .filter(pl.col("area_id") == area)
        .with_columns(area=pl.lit(words.say(found.measure.name)))
        for found in answers.values()
        if isinstance(found, Comparison)
    ]
    if rows:
        table = comparison_table(pl.concat(rows), words)
        named = table.rename({words.text("columns.area"): words.text("columns.measure")})
        show_table("neighborhood", named, words)


def _show_missing(choice: Choice, answers: dict[str, Comparison | NoAnswer], words: Words) -> None:
    """Say what cannot be known here, and why: absent is not zero."""
    lines = []
    for one in choice.vintage.measures_by_area(choice.layer):
        answer = answers[one.id]
        if isinstance(answer, NoAnswer):
            lines.append(f"- {words.say(one.name)}: {words.no_answer(answer)}")
    show_missing(choice.vintage, choice.layer, words, lines)
