"""The addresses of the public edition: which pages there are, and which one shows a state.

A page's file is named by what it shows: `en/what-changed/POLICY/MEASURE.html`.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from dashboard.parts.agreement import KEY as CLAUSE
from dashboard.parts.answer import Question, question_of
from dashboard.parts.choices import area_names, offered_layers, usable_policies
from dashboard.parts.cities import default_city
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH
from queries.declared.policy import Policy
from queries.errors import NoAnswer, Unreadable
from queries.vintage import catalog
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

PREFIX = "/public/"

PUBLIC_FIRST = "ACCORD_PUBLIC_FIRST"
"""The variable that `accord serve --public-first` sets for the server."""

PLAIN_PAGES = ("overview", "policies", "glossary", "how_we_know")
"""Public pages without a choice."""

PAGES = (*PLAIN_PAGES, "your_neighborhood", "what_changed")
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")
FRONT = "overview"


@dataclass(frozen=True)
class Place:
    """What a public page shows. A page without a choice has none; "" is no area."""

    page: str
    policy: str = ""
    measure: str = ""
    area: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """The choices of the place by their keys in an address of the live site."""
        choices = {"policy": self.policy, "measure": self.measure, "area": self.area}
        return {key: value for key, value in choices.items() if value}

    @property
    def path(self) -> str:
        """The page's file in the folder of its language."""
        match self.page:
            case "overview":
                return "index.html"
            case "what_changed":
                parts = [self.policy, self.measure]
            case "your_neighborhood":
                parts = [self.policy, self.area or "index"]
            case _:
                parts = []
        return "/".join([self.page.replace("_", "-"), *map(_file_name, parts)]) + ".html"


@once_per_vintage
def places(vintage: Vintage) -> dict[str, Place]:
    """Return every page of a vintage's public edition by its file, front page first.

    The areas are those of the layer that the live pages open with.
    """
    pages = [Place(page) for page in PLAIN_PAGES]
    words = load(ENGLISH)
    for page in ("your_neighborhood", "what_changed"):
        by_area = page == "your_neighborhood"
        layer = next(iter(offered_layers(vintage, by_area=by_area)), None)
        if layer is None:
            continue
        measures = vintage.measures_by_area(layer) if by_area else vintage.measures(layer)
        for policy in usable_policies(vintage, layer):
            if by_area:
                areas = ["", *area_names(vintage, layer, words)]
                pages += [Place(page, policy.id, area=area) for area in areas]
            else:
                pages += [Place(page, policy.id, measure.id) for measure in measures]
    return {place.path: place for place in pages}


def place_of(vintage: Vintage, page: str, choices: Mapping[str, str]) -> Place | None:
    """Return the public page that shows a state of a live page, or None if none does.

    What the choices lack is what the live page begins with. The page of an area shows all measures.
    """
    if page in PLAIN_PAGES:
        return Place(page)
    if page not in PAGES:
        return None
    area = choices.get("area", "")
    asked = {key: value for key, value in choices.items() if key != "area"}
    question = _question(vintage, page, asked)
    if question is None or not isinstance(question.around, Policy):
        return None
    policy, measure = question.around.id, question.measure
    if page == "what_changed":
        place = Place(page, policy, measure)
    else:
        place = Place(page, policy, area=area)
    return place if place.path in places(vintage) else None


def public_address(page: str, choices: Mapping[str, str]) -> str | None:
    """Return the address of the public page that shows a live page's state, or None.

    `choices` are those of the live address by key, with city and lang; what they lack is what the
    live page begins with.
    """
    city = choices.get("city") or default_city(list(catalog.cities()))
    language = load(choices.get("lang", ENGLISH)).language
    try:
        place = place_of(opened(city), page, choices)
    except (NoAnswer, Unreadable):
        return None
    if place is None:
        return None
    part = ""
    if page == "what_changed" and choices.get("area"):
        part = f"#{anchor(choices['area'])}"
    elif page == "policies" and choices.get(CLAUSE):
        part = f"#{quote(choices[CLAUSE])}"
    return f"{PREFIX}{city}/{language}/{place.path}{part}"


def is_public_first() -> bool:
    """Return whether an address leads to the public page that can answer it."""
    return bool(os.environ.get(PUBLIC_FIRST))


def anchor(area: str) -> str:
    """Return the id of an area's row in the table of areas."""
    return f"area-{_file_name(area)}"


def _question(vintage: Vintage, page: str, choices: Mapping[str, str]) -> Question | None:
    words: Words = load(ENGLISH)
    if page == "what_changed":
        return question_of(page, vintage, choices, words)
    layer = next(iter(offered_layers(vintage, by_area=True)), "")
    areas = area_names(vintage, layer, words) if layer else {}
    # the answer of the page hangs on no area: any one of them stands for all
    return question_of(page, vintage, {**choices, "area": next(iter(areas), "")}, words)


def _file_name(name: str) -> str:
    """Return a name as part of a file's name: as it is, or the sum of one no file can have."""
    if SAFE.fullmatch(name):
        return name
    return f"x{hashlib.sha256(name.encode()).hexdigest()[:12]}"
