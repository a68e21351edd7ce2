"""The glossary as one table: what is on the page is what can be taken away."""

import polars as pl

from dashboard.words import Words, by_letter
from queries.declared import dictionary, glossary
from queries.declared.measures import Measure, caveats, measures

SECTIONS = ("terms", "verdicts", "nouns", "measures", "caveats", "words")


def glossary_table(words: Words) -> pl.DataFrame:
    """Return section (one of SECTIONS), term, meaning and used, in the order of the page.

    `used` says where a word stands: page titles, a list's name, measures; it may be empty.
    """
    rows = [
        (
            "terms",
            words.say(one["term"]),
            words.say(one["meaning"]),
            " · ".join(words.text(f"pages.{page}.title") for page in one["used"]),
        )
        for one in glossary.terms().values()
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
        ("measures", words.say(one.name), _counted(one, words), "") for one in measures().values()
    ]
    rows += [
        ("caveats", "", _general(words.say(text)), _measures_with(code, words))
        for code, text in caveats().items()
    ]
    rows += [
        ("words", term, meaning, words.text(f"glossary.vocabularies.{vocabulary}"))
        for vocabulary in dictionary.vocabularies()
        for term, meaning in _told(vocabulary, words)
    ]
    return pl.DataFrame(rows, schema=["section", "term", "meaning", "used"], orient="row")


def take_away(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the glossary with its sections and columns named in the reader's language."""
    sections = {one: words.text(f"glossary.sections.{one}") for one in SECTIONS}
    return table.with_columns(pl.col("section").replace_strict(sections)).rename(
        {name: words.text(f"glossary.columns.{name}") for name in table.columns}
    )


def _counted(measure: Measure, words: Words) -> str:
    """Return the measure's sentence in the words that hold for every city."""
    return words.say(measure.sentence).format(units=words.nouns("force"))


def _measures_with(code: str, words: Words) -> str:
    named = [words.say(one.name) for one in measures().values() if code in one.caveats]
    return " · ".join(named)


def _told(vocabulary: str, words: Words) -> list[tuple[str, str]]:
    """Return the words of a closed list with their meaning; many explain themselves."""
    found = []
    for name in dictionary.vocabulary(vocabulary):
        found.append(words.term(dictionary.word(vocabulary, name)))
    return found


def _general(text: str) -> str:
    """Return a caveat without the values it is given on a page."""
    return text.replace("{before}", "…").replace("{after}", "…").replace("{field}", "…")
