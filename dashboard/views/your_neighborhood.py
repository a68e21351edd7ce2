"""Your neighborhood: one area on one screen, with every measure, its range and what can be said."""

from typing import Any

import polars as pl

from dashboard.parts import ask, maps, plain
from dashboard.parts.choices import Choice, area_names
from dashboard.parts.header import show_about
from dashboard.parts.links import show_link
from dashboard.parts.locate import show_ways
from dashboard.parts.marking import clicked, taker
from dashboard.parts.measures import show_measures
from dashboard.parts.missing import show_missing
from dashboard.parts.neighbors import show_beside
from dashboard.parts.page import head
from dashboard.parts.priorities import show_priorities
from dashboard.parts.residents import show_residents
from dashboard.parts.verdict import (
    show_answers,
    show_cautions,
    show_central,
    show_recording,
    show_windows,
)
from dashboard.surface import sheet, st
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.neighborhood import paragraph
from dashboard.words.sentences import headline
from queries.change.compare import Comparison
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.vintage.maps import is_latest

MAP_KEY = "pick"


def show(words: Words) -> None:
    """Show the page."""
    choice = head("your_neighborhood", words, by_area=True, one_area=True)
    if choice is None:
        return
    names = area_names(choice.vintage, choice.layer, words)
    answers = {
        measure.id: ask.comparison(choice.vintage, measure.id, choice.layer, choice.around)
        for measure in choice.vintage.measures_by_area(choice.layer)
    }
    main = answers[choice.measure.id]
    comparisons = [answer for answer in answers.values() if isinstance(answer, Comparison)]
    if choice.area:
        missing = len(answers) - len(comparisons)
        _show_area(main, comparisons, missing, choice, names, words)
    else:
        plain.header(words.text("your_neighborhood.choose"))
        _show_ways(choice, names, words)
        if isinstance(main, Comparison):
            show_windows(main, words)
            show_recording([main], words)
        else:
            plain.warning(words.no_answer(main))
        _show_map(main, choice, names, words)
    if choice.area:
        show_residents(
            choice.vintage,
            words,
            policy=choice.around if isinstance(choice.around, Policy) else None,
            area=(choice.layer, choice.area, names[choice.area]),
        )
        show_priorities(
            choice.vintage,
            words,
            area=(choice.layer, choice.area, names[choice.area]),
            around=choice.around,
        )
    show_cautions(comparisons, words)
    _show_missing(choice, answers, words)
    show_about("your_neighborhood", choice.vintage, None, words)


def _show_area(
    main: Comparison | NoAnswer,
    comparisons: list[Comparison],
    missing: int,
    choice: Choice,
    names: dict[str, str],
    words: Words,
) -> None:
    """Show the answer on an area beside the map, then all its measures in one table."""
    answer, city = st.columns([3, 2], gap="medium")
    with answer:
        if isinstance(main, Comparison):
            _show_first(main, comparisons, missing, choice, words)
        else:
            plain.warning(words.no_answer(main))
    with city:
        _show_map(main, choice, names, words)
    if comparisons:
        plain.header(words.text("your_neighborhood.all", area=names[choice.area]))
        show_measures(
            "neighborhood",
            comparisons,
            choice.vintage,
            choice.layer,
            choice.area,
            words.text("your_neighborhood.table"),
            words,
        )
        if not sheet():
            show_beside(comparisons, choice, names, words)
    if not sheet():
        with plain.expander(words.text("your_neighborhood.other")):
            _show_ways(choice, names, words)


def _show_ways(choice: Choice, names: dict[str, str], words: Words) -> None:
    if page := sheet():
        page.find(words.text("overview.find"), names)
        return
    areas = choice.vintage.areas(choice.layer).filter(is_latest())
    show_ways(choice, areas, names, words, taker(choice, words))


def _show_map(
    main: Comparison | NoAnswer, choice: Choice, names: dict[str, str], words: Words
) -> None:
    if isinstance(main, Comparison):
        maps.show_change_map(
            MAP_KEY, choice, main, words, on_select=clicked(MAP_KEY, choice, words)
        )
        if not sheet():
            plain.caption(words.text("figures.click"))


def _row(area: str, comparison: Comparison, words: Words) -> dict[str, Any]:
    return worded(comparison, words).row(by_predicate=pl.col("area_id") == area, named=True)


def _show_first(
    main: Comparison, comparisons: list[Comparison], missing: int, choice: Choice, words: Words
) -> None:
    """Show the selected measure's verdict and one paragraph about the area.

    `missing` measures of the layer have no answer here.
    """
    table = worded(main, words)
    one_each = table.filter((pl.col("area_id") == choice.area) | (pl.col("kind") != "area"))
    rows = {str(row["kind"]): row for row in one_each.to_dicts()}
    verdicts = [_row(choice.area, comparison, words)["verdict"] for comparison in comparisons]
    missing += len(choice.vintage.missing(choice.layer))
    plain.header(headline(rows["area"], main, words))
    show_central(rows["area"], main, words)
    show_answers(rows["area"], main, words)
    plain.text(paragraph(rows, main, verdicts, missing, words))
    show_windows(main, words)
    show_recording([main], words)
    if main.policy:
        show_link(
            "policies", words.text("your_neighborhood.policy"), {"city": choice.vintage.city_id}
        )


def _show_missing(choice: Choice, answers: dict[str, Comparison | NoAnswer], words: Words) -> None:
    """Fold away the measures without an answer, by reason: missing is not zero."""
    reasons = {
        words.say(measure.name): words.no_answer(answer)
        for measure in choice.vintage.measures_by_area(choice.layer)
        if isinstance(answer := answers[measure.id], NoAnswer)
    }
    show_missing(choice.vintage, choice.layer, words, reasons)
