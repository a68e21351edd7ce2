"""The answer that an address asks for, as its page gives it, without the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.parts import ask
from dashboard.parts.around import ENDS, OWN_DAY, OWN_PERIODS, SIDES, Around, OwnDay, OwnPeriods
from dashboard.parts.choices import area_names, offered_layers, usable_policies
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.sources import labels, settled_words
from queries.change.compare import Comparison
from queries.change.questions import opening
from queries.dates import read_day
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage

ANSWERING = {"overview": False, "what_changed": False, "your_neighborhood": True}
"""Pages whose answer one sentence can tell; whether it is about an area."""


@dataclass(frozen=True)
class Question:
    """A measure around a policy or days, in the whole city or in one area (by id)."""

    layer: str
    measure: str
    around: Around
    area: str | None


def question_of(
    page: str, vintage: Vintage, choices: Mapping[str, str], words: Words
) -> Question | None:
    """Return the question of a page, or None if it is not one or a choice is not offered.

    What the choices lack is what the page itself begins with. The front page knows no choices.
    """
    if page not in ANSWERING:
        return None
    by_area = ANSWERING[page]
    asked = {} if page == "overview" else dict(choices)
    layers = offered_layers(vintage, by_area=by_area)
    layer = asked.get("layer") or next(iter(layers), "")
    if layer not in layers:
        return None
    offered = vintage.measures_by_area(layer) if by_area else vintage.measures(layer)
    measures = {measure.id: measure for measure in offered}
    policies = {policy.id: policy for policy in usable_policies(vintage, layer)}
    opened = opening(vintage, offered)
    policy_id = asked.get("policy") or (opened[0].id if opened else OWN_DAY)
    around = policies.get(policy_id) or _own(policy_id, asked)
    if around is None:
        return None
    meant = (
        [name for name in policies[policy_id].measures if name in measures]
        if (policy_id in policies)
        else []
    )
    is_opened = opened is not None and opened[0].id == policy_id
    first = opened[1].id if is_opened and opened else next(iter(meant or measures))
    measure = asked.get("measure") or first
    area = asked.get("area") if by_area else None
    if measure not in measures or (by_area and area not in area_names(vintage, layer, words)):
        return None
    return Question(layer, measure, around, area)


def answer_to(
    question: Question, vintage: Vintage, words: Words
) -> tuple[Comparison, dict[str, Any]] | None:
    """Return the comparison and its row in words for the city or the area; None without one."""
    comparison = ask.comparison(vintage, question.measure, question.layer, question.around)
    if isinstance(comparison, NoAnswer):
        return None
    table = worded(comparison, words)
    if question.area is not None:
        table = table.filter(pl.col("area_id") == question.area)
    return (comparison, table.row(0, named=True)) if len(table) else None


def must_know(vintage: Vintage, datasets: Iterable[str], words: Words) -> str:
    """Return what a reader must know of some records: made up, unchecked, settled to which day."""
    if above := labels(vintage.city, words):
        return above[0]
    return words.text("preview.as_of", settled=settled_words(vintage, datasets, words))


def _own(option: str, asked: Mapping[str, str]) -> Around | None:
    """Return the visitor's own day or periods; None for another option or a day that is none."""
    try:
        if option == OWN_DAY and "date" in asked:
            return OwnDay(read_day(asked["date"]))
        if option == OWN_PERIODS:
            before, after = (
                tuple(read_day(asked.get(f"{side}_{end}", "")) for end in ENDS) for side in SIDES
            )
            return OwnPeriods(((before[0], before[1]), (after[0], after[1])))
    except ValueError:
        return None
    return None
