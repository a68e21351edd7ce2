"""Links between public pages, and to the live site where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.edition.addresses import Place, anchor, place_of, places
from dashboard.parts.links import EXPLORE
from dashboard.words.languages import folders
from queries.vintage.catalog import Vintage

OWN_CHOICES = {"what_changed": ("measure",), "your_neighborhood": ("area",)}
"""The choices besides the policy of which each has a page of its own."""


@dataclass(frozen=True)
class Links:
    """The addresses of other pages, as seen from the page of `place` in a language.

    `site` is the address of the live site, "" for the same host, None where there is none.
    """

    vintage: Vintage
    place: Place
    language: str
    site: str | None

    @property
    def up(self) -> str:
        """The way to the folder of the language."""
        return "../" * self.place.path.count("/")

    @property
    def top(self) -> str:
        """The way to the folder of the edition."""
        return f"{self.up}../"

    def to_place(self, place: Place) -> str:
        """Return the address of a public page."""
        return f"{self.up}{place.path}"

    def to(self, page: str, choices: Mapping[str, str]) -> str | None:
        """Return the address of a page with choices: public, or live, or None if there is none."""
        place = place_of(self.vintage, page, choices)
        return self.to_place(place) if place else self.live(page, choices)

    def with_choice(self, key: str, option: str) -> str | None:
        """Return the address of this page with another choice, or None if there is none."""
        place: Place | None
        if key in OWN_CHOICES.get(self.place.page, ()):
            place = replace(self.place, **{key: option})
        elif key == "policy":  # it begins with the measure that it meant to move
            asked = {"area": self.place.area} if self.place.area else {}
            place = place_of(self.vintage, self.place.page, {**asked, key: option})
        else:
            return None
        return self.to_place(place) if place and place.path in places(self.vintage) else None

    def to_area(self, area: str) -> str:
        """Return the address of what a public page says of an area."""
        if self.place.page == "what_changed":
            return f"#{anchor(area)}"
        if self.place.page == "your_neighborhood":
            return self.with_choice("area", area) or ""
        found = place_of(self.vintage, "your_neighborhood", {"area": area})
        return self.to_place(found) if found else ""

    def live(self, page: str, choices: Mapping[str, str]) -> str | None:
        """Return the address of a page of the live site, or None where there is none."""
        if self.site is None:
            return None
        path = "" if page == "overview" else page.replace("_", "-")
        asked = {"city": self.vintage.city_id, **choices, "lang": self.language, EXPLORE: "1"}
        return f"{self.site}/{path}?{urlencode(asked)}"

    def here_live(self) -> str | None:
        """Return the address of the live page with the state of this page."""
        return self.live(self.place.page, self.place.choices)

    def other_languages(self) -> dict[str, str]:
        """Return the addresses of this page in other languages, by their code."""
        return {
            language: f"{self.top}{language}/{self.place.path}"
            for language in folders()
            if language != self.language
        }

    def first_of(self, page: str) -> str | None:
        """Return the public page that the live page opens with, or None."""
        place = place_of(self.vintage, page, {})
        return self.to_place(place) if place else None
