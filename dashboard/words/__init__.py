"""The texts of the site in the reader's language, and the formats of numbers and days.

English and Spanish readers live in the United States, so both languages write 9,355 and 6.2.
"""

import datetime as dt
import json
import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.words import languages
from dashboard.words.languages import ENGLISH
from queries.texts import ANY, Filled, Text, Texts

NO_BREAK = "\u00a0"
"""A space at which no line ends."""


@dataclass(frozen=True, eq=False)  # `load` makes each once: it can be the key of what is kept
class Words:
    """The texts of one language, by dotted key, with their formats.

    A text that the language lacks is the English text, marked as English. `translations` maps
    English texts of data/*.toml and of packs to texts of this language.
    """

    language: str
    texts: dict[str, str]
    translations: dict[str, str] = field(default_factory=dict)

    def text(self, key: str, **values: object) -> str:
        """Return the text of `key` with its values filled in."""
        return self.texts[key].format(**values)

    def lines(self, key: str) -> list[str]:
        """Return the texts `key.0`, `key.1`, … in order."""
        lines: list[str] = []
        while f"{key}.{len(lines)}" in self.texts:
            lines.append(self.texts[f"{key}.{len(lines)}"])
        return lines

    def group(self, key: str) -> dict[str, str]:
        """Return the texts under `key`, by the rest of their key."""
        start = f"{key}."
        return {
            name.removeprefix(start): text
            for name, text in self.texts.items()
            if name.startswith(start)
        }

    def say(self, text: Text) -> str:
        """Return a text in the reader's language; else in English or any language, and mark it.

        The values of a `Filled` text are translated in the same way.
        """
        if isinstance(text, Filled):
            values = {key: self._as_text(value) for key, value in text.values.items()}
            return self.say(text.texts).format(**values)
        return self.marked(*self._best(text))

    def say_column(self, cells: pl.Series) -> pl.Series:
        """Return a column of texts (queries.texts.as_cells) in words; null stays null."""
        texts = {cell: self.say(json.loads(cell)) for cell in cells.unique().drop_nulls()}
        return pl.Series(cells.name, [texts.get(cell) for cell in cells], dtype=pl.String)

    def term(self, text: Texts) -> tuple[str, str]:
        """Return the term and the meaning of a text `term: meaning`; the meaning may be empty."""
        phrase, language = self._best(text)
        name, _, meaning = phrase.partition(":")
        return self.marked(name, language), self.marked(meaning.strip(), language)

    def marked(self, text: str, language: str) -> str:
        """Return a text with the name of its language, unless the reader's language has it."""
        if not text or language in (self.language, ANY):
            return text
        return f"{text} ({self.texts.get(f'written_in.{language}') or language_name(language)})"

    def _best(self, text: Texts) -> tuple[str, str]:
        """Return the best version of a text for the reader, and the language of that version."""
        if text.get(ENGLISH) in self.translations and not text.get(self.language):
            return self.translations[text[ENGLISH]], self.language
        for language in (self.language, ANY, ENGLISH, *text):
            if text.get(language):
                return text[language], language
        return "", ANY

    def in_list(self, text: str) -> str:
        """Return a title for use inside a sentence, in lower case where the language does so."""
        return text if self.text("grammar.keeps_capitals") else text[:1].lower() + text[1:]

    def verdict(self, verdict: str | None) -> str:
        """Return a verdict's short name, or a dash where no rate is defined."""
        return self.text(f"verdicts.{verdict}") if verdict else "–"

    def nouns(self, unit: str, count: float = 2) -> str:
        """Return the noun of a unit, singular or plural by `count`."""
        return self.text(f"nouns.{unit}.{'one' if count == 1 else 'other'}")

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number as text: 9,355; a dash if it is not defined."""
        if value is None or math.isnan(value):
            return "–"
        return "∞" if math.isinf(value) else f"{value:,.{decimals}f}"

    def rate(self, value: float | None) -> str:
        """Return a rate with three significant digits, at most two decimals: 62.9, 6.24, 0.41."""
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
        """Return a period: its first and its last day."""
        return self.text("formats.period", first=self.day(period[0]), last=self.day(period[1]))

    def area(self, name: str, layer_name: Texts) -> str:
        """Return an area's name; a number gets its layer's name before it: Police district 5."""
        if not name.isdigit():
            return name
        kind, language = self._best(layer_name)
        return self.marked(f"{capital(kind)} {name}", language)

    def within(self, area: str, layer_name: Texts) -> str:
        """Return a place in a sentence: in Elm, in police district 5 / en el distrito policial 5.

        `area` is a name that the method `area` returned. Spanish puts an article before a kind of
        area.
        """
        if area == self.text("area_unknown"):
            return self.text("within.unknown")
        number = re.search(r"\d+", area)
        if number is None or area != self.area(number[0], layer_name):
            return self.text("within.named", name=area)
        kind, language = self._best(layer_name)
        is_feminine = kind.split()[0] in self.text("within.feminine_kinds").split()
        key = "within.feminine" if is_feminine else "within.masculine"
        return self.marked(self.text(key, kind=kind, number=number[0]), language)

    def no_answer(self, error: Any) -> str:
        """Return why a question has no answer and what to do (queries.errors.NoAnswer)."""
        values = {key: self._as_text(value) for key, value in error.values.items()}
        return self.text(f"no_answer.{error.code}", **values)

    def _as_text(self, value: object) -> str:
        if isinstance(value, dt.date):
            return self.day(value)
        if isinstance(value, tuple):
            return self.period(value)
        if isinstance(value, dict):
            return self.say(value)
        if isinstance(value, list):
            return "; ".join(value)
        key = f"reasons.{value}"
        return self.texts.get(key, str(value))


def by_letter(text: str) -> str:
    """Return the sort key of a text: á sorts as a, upper case as lower case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def in_percent(part: float, decimals: int = 0) -> str:
    """Return a share in percent, with no line break before the sign: 18 %."""
    return f"{part * 100:.{decimals}f}{NO_BREAK}%"


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def load(language: str) -> Words:
    """Return the words of a language; English if there is no such language."""
    folders = languages.folders()
    code = language if language in folders else ENGLISH
    return _load(code, folders[code], folders[ENGLISH])


def language_name(language: str) -> str:
    """Return a language's own name, marked if it is partial; its code if it is unknown."""
    if language not in languages.folders():
        return language
    words = load(language)
    name = words.text("language_name")
    return name if languages.is_complete(language) else words.text("language_partial", name=name)


@cache
def _load(language: str, folder: Path, english: Path) -> Words:
    own = Words(language, languages.texts(folder), languages.translations(folder))
    fallback = {key: own.marked(text, ENGLISH) for key, text in languages.texts(english).items()}
    return Words(language, fallback | own.texts, own.translations)
