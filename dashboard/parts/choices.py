"""City, policy or date, measure and areas: the bar of choices at the top of every page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.parts.state import choose, choose_day
from dashboard.words import Words
from dashboard.words.sentences import in_force
from queries.change.questions import is_usable
from queries.declared.measures import Measure
from queries.grid import windows
from queries.manifest import Layer
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest
from queries.vintage.policy import Policy

OWN = "own"


@dataclass(frozen=True)
class Choice:
    """What the visitor wants to see; `on` is set where the date is the visitor's own."""

    vintage: Vintage
    layer: str
    measure: Measure
    policy: Policy | None
    on: dt.date | None

    @property
    def policy_id(self) -> str | None:
        """The policy's id, or None for a date of the visitor's own."""
        return self.policy.id if self.policy else None


def choose_city(words: Words) -> str:
    """Offer the cities that are published and return the id of the one chosen."""
    cities = catalog.cities()
    names = {one: words.say(catalog.city_name(one)) for one in cities}
    return choose(
        "city",
        words.text("choices.city"),
        cities,
        lambda one: names[one],
        "sample" if "sample" in cities else cities[0],
        words.language,
    )


def choose_layer(key: str, layers: dict[str, Layer], default: str, scope: str, words: Words) -> str:
    """Offer layers of areas, by id, under a key of the address, and return the id chosen."""
    return choose(
        key,
        words.text("choices.layer"),
        list(layers),
        lambda one: words.say(layers[one].names),
        default,
        scope,
    )


def area_names(vintage: Vintage, layer: str, words: Words) -> dict[str, str]:
    """Return the names, as they are read, of the areas on a layer's latest map, by id."""
    areas = vintage.areas(layer).filter(is_latest())
    layer_name = vintage.layer(layer).name
    return {
        str(one): words.area(name, layer_name)
        for one, name in zip(areas["area_id"], areas["name"], strict=True)
    }


def offered_layers(vintage: Vintage, *, by_area: bool) -> dict[str, Layer]:
    """Return the layers in which anything can be compared, by id; with `by_area`, of their areas.

    A layer in which nothing can be placed has nothing to choose.
    """
    offer = vintage.measures_by_area if by_area else vintage.measures
    return {layer.id: layer for layer in vintage.city.layers if offer(layer.id)}


def choose_all(vintage: Vintage, bar: Sequence[Any], words: Words, *, by_area: bool) -> Choice:
    """Show policy or date, measure and areas in a bar of four, and return what was chosen.

    With `by_area`, only what can be shown for every area is offered. Something must be on offer
    (`offered_layers`).
    """
    language = words.language
    city = vintage.city_id
    layers = offered_layers(vintage, by_area=by_area)
    with bar[3]:
        layer = choose_layer("layer", layers, next(iter(layers)), f"{city}_{language}", words)
    policies = usable_policies(vintage, layer)
    names = {one.id: words.say(one.title) for one in policies}
    with bar[1]:
        chosen = choose(
            "policy",
            words.text("choices.policy"),
            [*names, OWN],
            lambda one: names.get(one, words.text("choices.own")),
            # a change that only concerns records is no policy to begin with
            next((one.id for one in policies if one.measures), next(iter(names), OWN)),
            f"{city}_{language}",
        )
    policy = vintage.policy(chosen) if chosen != OWN else None
    offer = vintage.measures_by_area if by_area else vintage.measures
    offered = {one.id: one for one in offer(layer)}
    first = next(
        (one for one in (policy.measures if policy else ()) if one in offered), next(iter(offered))
    )
    with bar[2]:
        measure = choose(
            "measure",
            words.text("choices.measure"),
            list(offered),
            lambda one: words.say(offered[one].name),
            first,
            f"{city}_{layer}_{language}",
        )
    on = None if policy else _choose_day(vintage, offered[measure], words)
    _say_what_is_outside(vintage, policies, words)
    return Choice(vintage, layer, offered[measure], policy, on)


def usable_policies(vintage: Vintage, layer: str) -> list[Policy]:
    """Return the policies that have a year of data on both sides, for some measure."""
    offered = vintage.measures(layer)
    return [
        one
        for one in vintage.policies
        if any(is_usable(vintage, one, measure) for measure in offered)
    ]


def _choose_day(vintage: Vintage, measure: Measure, words: Words) -> dt.date:
    usable = windows.usable_days(vintage.span(measure))
    if usable is None:
        return vintage.span(measure)[0]
    first, last = usable
    middle = (first + (last - first) / 2).replace(day=1)
    default = max(first, middle)
    scope = f"{vintage.city_id}_{words.language}"
    chosen = choose_day("date", words.text("choices.date"), default, usable, scope)
    st.caption(words.text("choices.own_note"))
    return chosen


def _say_what_is_outside(vintage: Vintage, usable: list[Policy], words: Words) -> None:
    empty = [
        layer
        for layer in vintage.city.layers
        if not vintage.measures_by_area(layer.id) and len(vintage.areas(layer.id))
    ]
    if empty:
        names = ", ".join(words.say(layer.names) for layer in empty)
        st.caption(words.text("choices.no_layer", layers=names))
    outside = [one for one in vintage.policies if one not in usable]
    if not usable:
        st.caption(words.text("choices.no_policy"))
    if outside:
        listed = "; ".join(f"{words.say(one.title)} ({in_force(one, words)})" for one in outside)
        st.caption(words.text("choices.outside", policies=listed))
