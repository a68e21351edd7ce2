"""Your neighborhood: every measure for one area, with its verdict and range."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.maps import PICKED
from dashboard.parts import ask, maps, plain
from dashboard.parts.choices import Choice, area_names
from dashboard.parts.figure import show_table
from dashboard.parts.header import show_about
from dashboard.parts.locate import show_ways
from dashboard.parts.missing import show_missing
from dashboard.parts.page import head
from dashboard.parts.state import choose, widget_key
from dashboard.parts.verdict import show_answers, show_cautions, show_recording, show_windows
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from dashboard.words.markup import bold
from dashboard.words.neighborhood import paragraph
from dashboard.words.sentences import headline, in_short
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
    names = area_names(choice.vintage, choice.layer, words)
    scope = f"{choice.vintage.city_id}_{choice.layer}_{words.language}"
    area = choose(
        "area",
        words.text("choices.area"),
        list(names),
        lambda area_id: names[area_id],
        next(iter(names)),
        scope,
    )
    show_ways(choice, areas, names, words, lambda area_id: _take(area_id, scope))
    answers = {
        measure.id: ask.comparison(choice.vintage, measure.id, choice.layer, choice.around)
        for measure in choice.vintage.measures_by_area(choice.layer)
    }
    main = answers[choice.measure.id]
    if isinstance(main, Comparison):
        show_windows(main, words)
        show_recording([main], words)
        _show_first(area, main, choice, answers, words)
        maps.show_change_map(
            MAP_KEY, choice, main, words, on_select=lambda: _pick(scope, set(names))
        )
        plain.caption(words.text("figures.click"))
    else:
        plain.warning(words.no_answer(main))
    for measure_id, answer in answers.items():
        if measure_id != choice.measure.id and isinstance(answer, Comparison):
            _show_card(area, answer, words)
    _show_all(area, answers, words)
    show_cautions([answer for answer in answers.values() if isinstance(answer, Comparison)], words)
    _show_missing(choice, answers, words)
    show_about("your_neighborhood", choice.vintage, None, words)


def _pick(scope: str, area_ids: set[str]) -> None:
    """Select the area that was clicked on the map, before the page runs again."""
    state = st.session_state.get(f"chart_{MAP_KEY}", {})
    selection = state.get("selection", {}).get(PICKED, [])
    if selection and selection[0].get("area_id") in area_ids:
        _take(selection[0]["area_id"], scope)


def _take(area: str, scope: str) -> None:
    st.session_state[widget_key("area", scope)] = area


def _row(area: str, comparison: Comparison, words: Words) -> dict[str, Any]:
    return worded(comparison, words).row(by_predicate=pl.col("area_id") == area, named=True)


def _show_first(
    area: str,
    main: Comparison,
    choice: Choice,
    answers: dict[str, Comparison | NoAnswer],
    words: Words,
) -> None:
    """Show the selected measure's verdict and one paragraph about the area."""
    table = worded(main, words)
    one_each = table.filter((pl.col("area_id") == area) | (pl.col("kind") != "area"))
    rows = {str(row["kind"]): row for row in one_each.to_dicts()}
    comparisons = [answer for answer in answers.values() if isinstance(answer, Comparison)]
    verdicts = [
        comparison.table.row(by_predicate=pl.col("area_id") == area, named=True)["verdict"]
        for comparison in comparisons
    ]
    missing = len(answers) - len(comparisons) + len(choice.vintage.missing(choice.layer))
    with st.container(border=True):
        plain.header(headline(rows["area"], main, words))
        show_answers(rows["area"], main, words)
        plain.text(paragraph(rows, main, verdicts, missing, words))


def _show_card(area: str, comparison: Comparison, words: Words) -> None:
    row = _row(area, comparison, words)
    with st.container(border=True):
        plain.text(bold(headline(row, comparison, words)))
        show_answers(row, comparison, words)
        city = worded(comparison, words).row(0, named=True)
        plain.caption(words.text("answer.same_as_city", sentence=in_short(city, comparison, words)))


def _show_all(area: str, answers: dict[str, Comparison | NoAnswer], words: Words) -> None:
    """Show all measures of the area as one table."""
    rows = [
        worded(comparison, words)
        .filter(pl.col("area_id") == area)
        .with_columns(area=pl.lit(words.say(comparison.measure.name)))
        for comparison in answers.values()
        if isinstance(comparison, Comparison)
    ]
    if rows:
        table = comparison_table(pl.concat(rows), words)
        by_measure = table.rename({words.text("columns.area"): words.text("columns.measure")})
        show_table("neighborhood", by_measure, words)


def _show_missing(choice: Choice, answers: dict[str, Comparison | NoAnswer], words: Words) -> None:
    """List the measures without an answer, each with its reason: missing is not zero."""
    lines = []
    for measure in choice.vintage.measures_by_area(choice.layer):
        answer = answers[measure.id]
        if isinstance(answer, NoAnswer):
            lines.append(f"{words.say(measure.name)}: {words.no_answer(answer)}")
    show_missing(choice.vintage, choice.layer, words, lines)
