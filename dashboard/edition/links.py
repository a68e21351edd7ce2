"""Links between public pages, and to the live site where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.edition.addresses import EXPLORE, Place, anchor, place_of, places
from dashboard.words.languages import folders
from queries.vintage.catalog import Vintage

CHOOSES_PAGE = ("policy", "measure", "area")
"""The choices that decide which public page shows them."""


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
        if key not in CHOOSES_PAGE:
            return None
        choices = {**self.place.choices, key: option}
        if key == "policy":
            choices.pop("measure", None)
        place = place_of(self.vintage, self.place.page, choices)
        if place is None and key == "policy":
            return None
        return self.to_place(place) if place else None

    def to_area(self, area: str) -> str:
        """Return the address of what a public page says of an area."""
        if self.place.page == "what_changed":
            return f"#{anchor(area)}"
        asked = {"area": area, "policy": self.place.policy}
        found = place_of(self.vintage, "your_neighborhood", {k: v for k, v in asked.items() if v})
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

    def all_places(self) -> dict[str, Place]:
        """Return all pages of the edition by their file."""
        return places(self.vintage)
