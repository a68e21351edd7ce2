"""Every sentence a person reads, in the reader's language; and how numbers and days are written.

Readers live in the United States in both languages, so both write 9,355 and 6.2.
"""

import datetime as dt
import math
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es")

NO_BREAK = "\u00a0"
"""A space at which no line ends."""


@dataclass(frozen=True)
class Words:
    """The texts of one language, by dotted key, with their formats."""

    language: str
    texts: dict[str, str]

    def text(self, key: str, **values: object) -> str:
        """Return the text of `key` with its values filled in."""
        return self.texts[key].format(**values)

    def lines(self, key: str) -> list[str]:
        """Return the texts `key.0`, `key.1`, … in order."""
        found: list[str] = []
        while f"{key}.{len(found)}" in self.texts:
            found.append(self.texts[f"{key}.{len(found)}"])
        return found

    def verdict(self, verdict: str | None) -> str:
        """Return a verdict's short name, or a dash where no rate is defined."""
        return self.text(f"verdicts.{verdict}") if verdict else "–"

    def nouns(self, unit: str, count: float = 2) -> str:
        """Return what a unit is called, for one or for several."""
        return self.text(f"nouns.{unit}.{'one' if count == 1 else 'other'}")

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number as it is read: 9,355; a dash where it is not defined."""
        if value is None or math.isnan(value):
            return "–"
        return "∞" if math.isinf(value) else f"{value:,.{decimals}f}"

    def rate(self, value: float | None) -> str:
        """Return a rate with as many digits as it can bear: 62.9, 6.24, 0.41."""
        if value is None or value == 0 or not math.isfinite(value):
            return self.number(value)
        return self.number(value, max(0, min(2, 2 - math.floor(math.log10(abs(value))))))

    def day(self, day: dt.date) -> str:
        """Return a day: October 16, 2017 / 16 de octubre de 2017."""
        name = self.text(f"months.{day.month}")
        return self.text("formats.day", day=day.day, month=name, year=day.year)

    def month(self, day: dt.date) -> str:
        """Return a month: October 2017 / octubre de 2017."""
        return self.text("formats.month", month=self.text(f"months.{day.month}"), year=day.year)

    def period(self, period: tuple[dt.date, dt.date]) -> str:
        """Return a period: from one day to another."""
        return self.text("formats.period", first=self.day(period[0]), last=self.day(period[1]))

    def area(self, name: str, layer_name: dict[str, str]) -> str:
        """Return an area's name; one that is only a number gets its layer's: Police district 5."""
        return f"{layer_name[self.language].capitalize()} {name}" if name.isdigit() else name

    def within(self, area: str, layer_name: dict[str, str]) -> str:
        """Return where, in a sentence: in Elm, in police district 5 / en el distrito policial 5.

        `area` is named as `area` names it. Spanish puts an article before a kind of area.
        """
        kind = layer_name[self.language]
        number = area.removeprefix(f"{kind.capitalize()} ")
        if area == self.text("area_unknown"):
            return self.text("within.unknown")
        if number == area or not number.isdigit():
            return self.text("within.named", name=area)
        is_feminine = kind.split()[0] in self.text("within.feminine_kinds").split()
        key = "within.feminine" if is_feminine else "within.masculine"
        return self.text(key, kind=kind, number=number)

    def no_answer(self, error: Any) -> str:
        """Return why a question has no answer, and what can be done (queries.errors.NoAnswer)."""
        values = {key: self._spoken(value) for key, value in error.values.items()}
        return self.text(f"no_answer.{error.code}", **values)

    def _spoken(self, value: object) -> str:
        if isinstance(value, dt.date):
            return self.day(value)
        if isinstance(value, tuple):
            return self.period(value)
        if isinstance(value, dict):
            return str(value[self.language])
        key = f"reasons.{value}"
        return self.texts.get(key, str(value))


def by_letter(text: str) -> str:
    """Return what a text is sorted by in a list: á beside a, capitals beside small letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def in_percent(part: float, decimals: int = 0) -> str:
    """Return a part of 1 in percent, its sign never at the beginning of a line: 18 %."""
    return f"{part * 100:.{decimals}f}{NO_BREAK}%"


@cache
def load(language: str) -> Words:
    """Return the words of a language; an unknown one falls back to English."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    files = sorted(Path(__file__).with_name(known).glob("*.toml"))
    texts = [_flat(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files]
    return Words(known, dict(pair for part in texts for pair in part))


def _flat(tree: Any, prefix: str = "") -> list[tuple[str, str]]:
    if isinstance(tree, str):
        return [(prefix, tree)]
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [
        pair
        for key, value in items
        for pair in _flat(value, f"{prefix}.{key}" if prefix else str(key))
    ]
