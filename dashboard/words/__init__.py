"""Every sentence a person reads, in the reader's language; and how numbers and days are written.

Readers live in the United States in both languages, so both write 9,355 and 6.2.
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


@dataclass(frozen=True)
class Words:
    """The texts of one language, by dotted key, with their formats.

    A text that the language lacks is the English one, marked as English. `translations` has the
    language's own text for English texts of data/*.toml and of packs.
    """

    language: str
    texts: dict[str, str]
    translations: dict[str, str] = field(default_factory=dict)

    def text(self, key: str, **values: object) -> str:
        """Return the text of `key` with its values filled in."""
        return self.texts[key].format(**values)

    def lines(self, key: str) -> list[str]:
        """Return the texts `key.0`, `key.1`, … in order."""
        found: list[str] = []
        while f"{key}.{len(found)}" in self.texts:
            found.append(self.texts[f"{key}.{len(found)}"])
        return found

    def say(self, text: Text) -> str:
        """Return a text in the reader's language; else in English, else in any, and marked so.

        Of a text with values to fill in, the values are said likewise.
        """
        if isinstance(text, Filled):
            values = {key: self._spoken(value) for key, value in text.values.items()}
            return self.say(text.texts).format(**values)
        return self.marked(*self._best(text))

    def say_column(self, cells: pl.Series) -> pl.Series:
        """Return a column of texts (queries.texts.as_cells) as `say` says each; null stays null."""
        spoken = {cell: self.say(json.loads(cell)) for cell in cells.unique().drop_nulls()}
        return pl.Series(cells.name, [spoken.get(cell) for cell in cells], dtype=pl.String)

    def term(self, text: Texts) -> tuple[str, str]:
        """Return the two parts of a text such as `term: what it means`; the second may be empty."""
        phrase, language = self._best(text)
        name, _, meaning = phrase.partition(":")
        return self.marked(name, language), self.marked(meaning.strip(), language)

    def marked(self, text: str, language: str) -> str:
        """Return a text with the language it is in, unless that is the reader's or any."""
        if not text or language in (self.language, ANY):
            return text
        return f"{text} ({self.texts.get(f'written_in.{language}') or language_name(language)})"

    def _best(self, text: Texts) -> tuple[str, str]:
        """Return what there is of a text to read, and its language."""
        if text.get(ENGLISH) in self.translations and not text.get(self.language):
            return self.translations[text[ENGLISH]], self.language
        for language in (self.language, ANY, ENGLISH, *text):
            if text.get(language):
                return text[language], language
        return "", ANY

    def in_list(self, text: str) -> str:
        """Return a title as a part of a sentence: with a small letter, where the language does."""
        return text if self.text("grammar.keeps_capitals") else text[:1].lower() + text[1:]

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

    def area(self, name: str, layer_name: Texts) -> str:
        """Return an area's name; one that is only a number gets its layer's: Police district 5."""
        if not name.isdigit():
            return name
        kind, language = self._best(layer_name)
        return self.marked(f"{capital(kind)} {name}", language)

    def within(self, area: str, layer_name: Texts) -> str:
        """Return where, in a sentence: in Elm, in police district 5 / en el distrito policial 5.

        `area` is named as `area` names it. Spanish puts an article before a kind of area.
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
        """Return why a question has no answer, and what can be done (queries.errors.NoAnswer)."""
        values = {key: self._spoken(value) for key, value in error.values.items()}
        return self.text(f"no_answer.{error.code}", **values)

    def _spoken(self, value: object) -> str:
        if isinstance(value, dt.date):
            return self.day(value)
        if isinstance(value, tuple):
            return self.period(value)
        if isinstance(value, dict):
            return self.say(value)
        key = f"reasons.{value}"
        return self.texts.get(key, str(value))


def by_letter(text: str) -> str:
    """Return what a text is sorted by in a list: á beside a, capitals beside small letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def in_percent(part: float, decimals: int = 0) -> str:
    """Return a part of 1 in percent, its sign never at the beginning of a line: 18 %."""
    return f"{part * 100:.{decimals}f}{NO_BREAK}%"


def capital(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def load(language: str) -> Words:
    """Return the words of a language; an unknown one falls back to English."""
    folders = languages.folders()
    code = language if language in folders else ENGLISH
    return _load(code, folders[code], folders[ENGLISH])


def language_name(language: str) -> str:
    """Return what a language calls itself, and that it is partial if it is; else its code."""
    if language not in languages.folders():
        return language
    words = load(language)
    name = words.text("language_name")
    return name if languages.is_complete(language) else words.text("language_partial", name=name)


@cache
def _load(language: str, folder: Path, english: Path) -> Words:
    own = Words(language, languages.texts(folder), languages.translations(folder))
    marked = {key: own.marked(text, ENGLISH) for key, text in languages.texts(english).items()}
    return Words(language, marked | own.texts, own.translations)
