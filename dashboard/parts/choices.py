"""Policy or own days, measure and areas: the bar of choices at the top of every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.parts import plain
from dashboard.parts.around import (
    DAY,
    OWN_DAY,
    OWN_PERIODS,
    PERIODS,
    Around,
    choose_around_day,
    choose_around_periods,
    forget_days,
)
from dashboard.parts.bar import show_bar
from dashboard.parts.cities import city_offer
from dashboard.parts.state import Offer, selected
from dashboard.words import Words
from dashboard.words.sentences import in_force
from queries.change.questions import is_usable, opening
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.manifest import Layer
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest


@dataclass(frozen=True)
class Choice:
    """What the visitor selected, and what it is compared around; `area` is "" for none."""

    vintage: Vintage
    layer: str
    measure: Measure
    around: Around
    area: str = ""


@once_per_vintage
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


def choose_all(
    vintage: Vintage, words: Words, *, by_area: bool = False, one_area: bool = False
) -> Choice:
    """Show city, policy or own days, measure and areas in one row; return the selection.

    With `by_area`, only measures that have values by area are offered; with `one_area` also the
    areas, of which none is preset. `offered_layers` must not be empty.
    """
    scope = f"{vintage.city_id}_{words.language}"
    layers = offered_layers(vintage, by_area=by_area)
    areas = layer_offer(layers, scope, words)
    layer = selected(areas)
    measures_of = vintage.measures_by_area if by_area else vintage.measures
    measures = {measure.id: measure for measure in measures_of(layer)}
    policies = usable_policies(vintage, layer)
    opened = opening(vintage, list(measures.values()))
    around_what = _policy_offer(policies, opened, scope, words)
    option = selected(around_what)
    policy = None if option in (OWN_DAY, OWN_PERIODS) else vintage.policy(option)
    numbers = Offer(
        "measure",
        words.text("choices.measure"),
        {name: words.say(measure.name) for name, measure in measures.items()},
        _first_measure(policy, opened, measures),
        f"{vintage.city_id}_{layer}_{words.language}",
    )
    place = [area_offer(vintage, layer, words)] if one_area else []
    show_bar([*place, city_offer(words), around_what, numbers, areas])
    measure = measures[selected(numbers)]
    around: Around
    forget_days({OWN_DAY: (DAY,), OWN_PERIODS: PERIODS}.get(option, ()))
    if policy:
        around = policy
    elif option == OWN_DAY:
        around = choose_around_day(vintage, measure, words)
    else:
        around = choose_around_periods(vintage, measures.values(), words)
    _say_what_is_outside(vintage, policies, words)
    return Choice(vintage, layer, measure, around, selected(place[0]) if place else "")


def area_offer(vintage: Vintage, layer: str, words: Words) -> Offer:
    """Return the list of a layer's areas, of which none is preset."""
    names = {"": words.text("choices.no_area"), **area_names(vintage, layer, words)}
    scope = f"{vintage.city_id}_{layer}_{words.language}"
    return Offer("area", words.text("choices.area"), names, "", scope)


def layer_offer(
    layers: dict[str, Layer], scope: str, words: Words, *, key: str = "layer", default: str = ""
) -> Offer:
    """Return the list of layers, by id; the first is the default of a list without another."""
    names = {layer: words.say(described.names) for layer, described in layers.items()}
    first = default or next(iter(layers))
    return Offer(key, words.text("choices.layer"), names, first, scope)


def _policy_offer(
    policies: Sequence[Policy], opened: tuple[Policy, Measure] | None, scope: str, words: Words
) -> Offer:
    names = {policy.id: _with_year(policy, words) for policy in policies}
    own = {OWN_DAY: words.text("choices.own"), OWN_PERIODS: words.text("choices.periods")}
    default = opened[0].id if opened else OWN_DAY
    return Offer("policy", words.text("choices.policy"), names | own, default, scope)


def _with_year(policy: Policy, words: Words) -> str:
    """Return a policy's title with the year it came into force, unless the title says it."""
    title, year = words.say(policy.title), str(policy.effective_on.year)
    if year in title:
        return title
    return words.text("choices.policy_of", policy=title, year=year)


def _first_measure(
    policy: Policy | None, opened: tuple[Policy, Measure] | None, measures: dict[str, Measure]
) -> str:
    """Return the measure a policy opens with: the city's first answer, or what it meant to move."""
    if opened is not None and policy is not None and policy.id == opened[0].id:
        return opened[1].id
    meant = [measure for measure in policy.measures if measure in measures] if policy else []
    return next(iter(meant or measures))


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
