"""Policy or own days, measure and areas: the bar of choices at the top of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.parts import plain
from dashboard.parts.around import (
    OWN_DAY,
    OWN_PERIODS,
    Around,
    choose_around_day,
    choose_around_periods,
)
from dashboard.parts.state import choose
from dashboard.words import Words
from dashboard.words.sentences import in_force
from queries.change.questions import is_usable, opening
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.manifest import Layer
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest


@dataclass(frozen=True)
class Choice:
    """What the visitor selected, and what it is compared around."""

    vintage: Vintage
    layer: str
    measure: Measure
    around: Around


def choose_layer(key: str, layers: dict[str, Layer], default: str, scope: str, words: Words) -> str:
    """Offer layers and return the id of the selected one; `key` is its key in the URL."""
    return choose(
        key,
        words.text("choices.layer"),
        list(layers),
        lambda layer: words.say(layers[layer].names),
        default,
        scope,
    )


def area_names(vintage: Vintage, layer: str, words: Words) -> dict[str, str]:
    """Return the display names of the areas on a layer's latest map, by id."""
    areas = vintage.areas(layer).filter(is_latest())
    layer_name = vintage.layer(layer).name
    return {
        str(area): words.area(name, layer_name)
        for area, name in zip(areas["area_id"], areas["name"], strict=True)
    }


def offered_layers(vintage: Vintage, *, by_area: bool) -> dict[str, Layer]:
    """Return the layers with at least one measure, by id; with `by_area`, a measure by area.

    A layer in which no record can be placed is left out.
    """
    measures_of = vintage.measures_by_area if by_area else vintage.measures
    return {layer.id: layer for layer in vintage.city.layers if measures_of(layer.id)}


def choose_all(vintage: Vintage, bar: Sequence[Any], words: Words, *, by_area: bool) -> Choice:
    """Show policy or own days, measure and areas in a bar of four columns; return the selection.

    With `by_area`, only measures that have values by area are offered. `offered_layers` must not be
    empty.
    """
    language = words.language
    city = vintage.city_id
    layers = offered_layers(vintage, by_area=by_area)
    with bar[3]:
        layer = choose_layer("layer", layers, next(iter(layers)), f"{city}_{language}", words)
    policies = usable_policies(vintage, layer)
    measures_of = vintage.measures_by_area if by_area else vintage.measures
    measures = {measure.id: measure for measure in measures_of(layer)}
    opened = opening(vintage, list(measures.values()))
    names = {policy.id: words.say(policy.title) for policy in policies} | {
        OWN_DAY: words.text("choices.own"),
        OWN_PERIODS: words.text("choices.periods"),
    }
    with bar[1]:
        selected = choose(
            "policy",
            words.text("choices.policy"),
            list(names),
            lambda option: names[option],
            opened[0].id if opened else OWN_DAY,
            f"{city}_{language}",
        )
    policy = None if selected in (OWN_DAY, OWN_PERIODS) else vintage.policy(selected)
    meant = [measure for measure in policy.measures if measure in measures] if policy else []
    is_opened = policy is not None and opened is not None and policy.id == opened[0].id
    first = opened[1].id if is_opened and opened else next(iter(meant or measures))
    with bar[2]:
        measure = choose(
            "measure",
            words.text("choices.measure"),
            list(measures),
            lambda option: words.say(measures[option].name),
            first,
            f"{city}_{layer}_{language}",
        )
    around: Around
    if policy:
        around = policy
    elif selected == OWN_DAY:
        around = choose_around_day(vintage, measures[measure], words)
    else:
        around = choose_around_periods(vintage, measures.values(), words)
    _say_what_is_outside(vintage, policies, words)
    return Choice(vintage, layer, measures[measure], around)


def usable_policies(vintage: Vintage, layer: str) -> list[Policy]:
    """Return the policies with a year of data on both sides for at least one measure."""
    measures = vintage.measures(layer)
    return [
        policy
        for policy in vintage.policies
        if any(is_usable(vintage, policy, measure) for measure in measures)
    ]


def _say_what_is_outside(vintage: Vintage, usable_policies: list[Policy], words: Words) -> None:
    empty = [
        layer
        for layer in vintage.city.layers
        if not vintage.measures_by_area(layer.id) and len(vintage.areas(layer.id))
    ]
    if empty:
        names = ", ".join(words.say(layer.names) for layer in empty)
        plain.caption(words.text("choices.no_layer", layers=names))
    outside = [policy for policy in vintage.policies if policy not in usable_policies]
    if not usable_policies:
        plain.caption(words.text("choices.no_policy"))
    if outside:
        titles = "; ".join(
            f"{words.say(policy.title)} ({in_force(policy, words)})" for policy in outside
        )
        plain.caption(words.text("choices.outside", policies=titles))
