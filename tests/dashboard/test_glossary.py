"""The glossary: nothing that has a fixed meaning on the site is left out of it."""

import re

import polars as pl
import pytest

from dashboard.pages import GROUPS
from dashboard.tables.glossary import SECTIONS, glossary_table, take_away
from dashboard.words import load
from queries.declared import dictionary, glossary
from queries.declared.measures import caveats, measures
from tests.dashboard.test_words import CLAIMS
from tests.languages import LANGUAGES

PAGES = {name for members in GROUPS.values() for name in members}


def keys(group: str) -> set[str]:
    """Return the keys of a group of words."""
    return {key.split(".")[1] for key in load("en").texts if key.startswith(f"{group}.")}


def test_every_verdict_is_in_it() -> None:
    """What a verdict can say is explained, and nothing is explained that cannot be said."""
    assert set(glossary.verdicts()) == keys("verdicts")


def test_every_unit_is_in_it() -> None:
    """Each thing the site counts is explained."""
    assert set(glossary.nouns()) == keys("nouns")


def test_every_column_is_in_it() -> None:
    """Each column of the tables under the charts is explained by a term."""
    explained = {column for term in glossary.terms().values() for column in term.get("columns", [])}
    many_columns = {
        key.split(".")[2] for key in load("en").texts if key.startswith("many.columns.")
    }
    assert explained == keys("columns") | many_columns


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_caveat_and_word_is_in_it(language: str) -> None:
    """What measures.toml, caveats.toml and dictionary.toml declare stands in the table."""
    words = load(language)
    table = glossary_table(words)
    by_section = {
        section: table.filter(pl.col("section") == section) for section in table["section"].unique()
    }
    assert set(by_section) == set(SECTIONS)
    assert by_section["measures"]["term"].to_list() == [
        measure.name[language] for measure in measures().values()
    ]
    assert len(by_section["caveats"]) == len(caveats())
    terms = [word for name in dictionary.vocabularies() for word in dictionary.vocabulary(name)]
    assert len(by_section["words"]) == len(terms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_says_something(language: str) -> None:
    """No text is empty, holds a gap to be filled in, or claims more than a change."""
    table = glossary_table(load(language))
    for row in table.to_dicts():
        assert row["term"] or row["meaning"]
        assert "{" not in row["meaning"]
        assert not re.search(CLAIMS[language], row["meaning"], re.IGNORECASE), row["meaning"]


def test_every_term_is_used_on_a_page_that_exists() -> None:
    """A term names at least one page, and only pages of the site."""
    for key, term in glossary.terms().items():
        assert term["used"], key
        assert set(term["used"]) <= PAGES, key
        assert set(term["term"]) == set(term["meaning"]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_taken_away_is_what_is_shown(language: str) -> None:
    """The file has every row of the page, with its part named in the reader's language."""
    words = load(language)
    table = glossary_table(words)
    download = take_away(table, words)
    assert (
        download.drop(words.text("glossary.columns.section")).rows() == table.drop("section").rows()
    )
    assert download.columns == [
        words.text(f"glossary.columns.{name}") for name in ("section", "term", "meaning", "used")
    ]
