"""The glossary as one table, for display and download."""

import re

import polars as pl

from dashboard.words import Words, by_letter, columns
from queries.declared import dictionary, glossary
from queries.declared.measures import Measure, caveats, measures

SECTIONS = ("terms", "verdicts", "nouns", "measures", "caveats", "words")


def glossary_table(words: Words) -> pl.DataFrame:
    """Return section (one of SECTIONS), term, meaning and used, in the order of the page.

    `used` names the pages, the list, or the measures that use the term; it may be empty.
    """
    rows = [
        (
            "terms",
            words.say(term["term"]),
            words.say(term["meaning"]),
            " · ".join(words.text(f"pages.{page}.title") for page in term["used"]),
        )
        for term in glossary.terms().values()
    ]
    rows.sort(key=lambda row: by_letter(row[1]))
    rows += [
        ("verdicts", words.verdict(key), words.say(meaning), "")
        for key, meaning in glossary.verdicts().items()
    ]
    rows += [
        ("nouns", words.nouns(key, 1), words.say(meaning), "")
        for key, meaning in glossary.nouns().items()
    ]
    rows += [
        ("measures", words.say(measure.name), _definition(measure, words), "")
        for measure in measures().values()
    ]
    rows += [
        ("caveats", "", _general(words.say(text)), _measures_with(code, words))
        for code, text in caveats().items()
    ]
    rows += [
        ("words", term, meaning, words.text(f"glossary.vocabularies.{vocabulary}"))
        for vocabulary in dictionary.vocabularies()
        for term, meaning in _vocabulary_terms(vocabulary, words)
    ]
    return pl.DataFrame(rows, schema=["section", "term", "meaning", "used"], orient="row")


def take_away(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the glossary with sections and headings in the reader's language."""
    sections = {section: words.text(f"glossary.sections.{section}") for section in SECTIONS}
    sectioned = table.with_columns(pl.col("section").replace_strict(sections))
    return columns.headings(sectioned, "glossary.columns", words)


def _definition(measure: Measure, words: Words) -> str:
    """Return the measure's sentence, with the general noun for records of force."""
    return words.say(measure.sentence).format(units=words.nouns("force"))


def _measures_with(code: str, words: Words) -> str:
    names = [words.say(measure.name) for measure in measures().values() if code in measure.caveats]
    return " · ".join(names)


def _vocabulary_terms(vocabulary: str, words: Words) -> list[tuple[str, str]]:
    """Return the terms of a vocabulary with their meanings; a meaning may be empty."""
    return [
        words.term(dictionary.word(vocabulary, name)) for name in dictionary.vocabulary(vocabulary)
    ]


def _general(text: str) -> str:
    """Return a caveat with "…" in place of its values."""
    return re.sub(r"\{\w+\}", "…", text)
