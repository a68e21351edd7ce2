"""The words are plain: English at grade 8 or below, Spanish that reads easily."""

import re
from collections import defaultdict

import pytest

from dashboard.tables.methods import sure
from dashboard.words import load
from queries.declared import glossary
from queries.declared.measures import caveats, measures, short_caveats
from queries.declared.methods import methods
from tests.dashboard.reading import WORD, ease, grade, spanish_syllables
from tests.languages import LANGUAGES

GRADE = 8.0
"""Of a body of text; formulas say little of a single sentence."""

GRADE_OF_ONE = 12.0
"""Of any single text of eight words or more: none may hide behind easy ones."""

EASE = 60.0
"""Plain Spanish."""

EASE_OF_ONE = 45.0

LONG = 8

RESIDENT = (
    "pages",
    "headline",
    "counts",
    "range",
    "seen",
    "not_comparable",
    "reasons",
    "no_answer",
    "choices",
    "answer",
    "figures",
    "quality.says",
    "quality.none",
    "quality.checks",
    "known.claims",
    "known.rules",
    "overview",
    "policies",
    "groups_say",
    "share",
    "not_found",
    "served",
    "preview",
    "accessibility",
    "brief",
    "data_walk",
    "your_neighborhood",
)
"""The tables of words whose texts are sentences."""

SPOKEN = defaultdict(
    lambda: "12",
    measure="Complaints",
    area="Elm",
    policy="the policy",
    nouns="complaints",
    per="a year",
    low="a fall of 5 %",
    high="a rise of 9 %",
)
"""What stands in for the values of a text: numbers where nothing else is said."""

EVERY_CAVEAT = (*caveats().values(), *short_caveats().values())


def bodies(language: str) -> dict[str, list[str]]:
    """Return the texts a resident reads, by the subject they belong to."""
    texts = defaultdict(list)
    for key, text in load(language).texts.items():
        for subject in RESIDENT:
            if key.startswith(f"{subject}."):
                texts[subject].append(text)
    texts["sure"] = sure(load(language))
    texts["methods"] = [method.plain[language] for method in methods()]
    texts["limits"] = [method.limits[language] for method in methods()]
    texts["measures"] = [measure.sentence[language] for measure in measures().values()]
    texts["caveats"] = [caveat[language] for caveat in EVERY_CAVEAT]
    meanings = [
        *(term["meaning"] for term in glossary.terms().values()),
        *glossary.verdicts().values(),
    ]
    texts["glossary"] = [meaning[language] for meaning in (*meanings, *glossary.nouns().values())]
    return {
        subject: [text.format_map(SPOKEN).rstrip(".") + "." for text in texts]
        for subject, texts in texts.items()
    }


def length(text: str) -> int:
    """Return how many words a text has."""
    return len(re.findall(WORD, text))


def test_grade_by_hand() -> None:
    """Six words of one syllable in one sentence: 0.39 · 6 + 11.8 − 15.59; and a harder one."""
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45)
    # the usual example: 24 syllables, 13 words, one sentence give 11.3
    hard = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert grade(hard) == pytest.approx(11.3, abs=0.05)


def test_ease_by_hand() -> None:
    """El gato come: 5 syllables in 3 words, 1 sentence: 206.84 − 60 · 5/3 − 1.02 · 3."""
    assert ease("El gato come.") == pytest.approx(206.84 - 100 - 3.06)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("que", 1),
        ("guía", 2),
        ("agüero", 3),
        ("país", 2),
        ("caer", 2),
        ("ciudad", 2),
        ("vecindario", 4),
        ("hoy", 1),
        ("veía", 3),
        ("aéreo", 4),
        ("y", 1),
    ],
)
def test_spanish_syllables(word: str, syllables: int) -> None:
    """Weak vowels join, accented weak ones and strong ones do not."""
    assert spanish_syllables(word) == syllables


@pytest.mark.parametrize("subject", bodies("en"))
def test_english_is_plain(subject: str) -> None:
    """Each body of English text reads at grade 8 or below, and no single text far above it."""
    texts = bodies("en")[subject]
    assert grade(" ".join(texts)) <= GRADE
    assert [text for text in texts if length(text) >= LONG and grade(text) > GRADE_OF_ONE] == []


@pytest.mark.parametrize("subject", bodies("es"))
def test_spanish_is_plain(subject: str) -> None:
    """Each body of Spanish text is easy to read, and no single text far from it."""
    texts = bodies("es")[subject]
    assert ease(" ".join(texts)) >= EASE
    assert [text for text in texts if length(text) >= LONG and ease(text) < EASE_OF_ONE] == []


def test_how_sure_is_said_in_five_sentences() -> None:
    """The first screen of How we know is five sentences, each one sentence, in each language."""
    for language in LANGUAGES:
        sentences = sure(load(language))
        assert len(sentences) == 5
        assert all(re.fullmatch(r"[^.!?]+\.", sentence) for sentence in sentences)
