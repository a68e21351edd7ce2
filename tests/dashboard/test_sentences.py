"""From numbers to sentences: what a resident reads, worked by hand."""

import datetime as dt
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.words import load
from dashboard.words.sentences import (
    counts_sentence,
    measure_sentence,
    months_sentence,
    range_sentence,
    verdict_sentence,
)
from queries.change.compare import Comparison
from queries.declared.measures import measures
from queries.grid.windows import Windows

DAY = dt.date(2019, 1, 1)


def comparison(measure: str) -> Comparison:
    """Return a comparison whose table does not matter."""
    return Comparison(
        city="c",
        city_name={"en": "c", "es": "c"},
        vintage="v",
        measure=measures()[measure],
        unit="force",
        layer="l",
        layer_name={"en": "police district", "es": "distrito policial"},
        policy=None,
        windows=Windows(DAY, DAY, DAY, DAY),
        cautions=[],
        table=pl.DataFrame(),
    )


def row(verdict: str | None, **values: Any) -> dict[str, Any]:
    """Return a row of a comparison's table: 50 to 40 at equal exposure unless told otherwise."""
    usual: dict[str, Any] = {
        "area": "Elm",
        "verdict": verdict,
        "before_events": 50,
        "after_events": 40,
        "before_exposure": 10_000.0,
        "after_exposure": 10_000.0,
        "before_rate": 5.0,
        "after_rate": 4.0,
        "ratio_low": 0.51,
        "ratio_high": 1.24,
        "detectable_fall": 0.52,
        "incomparable": "recording" if verdict == "not_comparable" else None,
    }
    return {**usual, **values}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            row("fell", ratio_low=0.51, ratio_high=0.89),
            "Uses of force per 1,000 calls fell in Elm. 50 incidents with force before and 40 "
            "after: from about 5.00 to 4.00 in every 1,000 calls. The data fit a fall of "
            "11\u00a0% to 49\u00a0%.",
        ),
        (
            row("no_clear_change"),
            "Uses of force per 1,000 calls: no clear change in Elm. 50 incidents with force before "
            "and 40 after: from about 5.00 to 4.00 in every 1,000 calls. The data fit anything "
            "from a fall of 49\u00a0% to a rise of 24\u00a0%.",
        ),
        (
            row("too_few_to_tell", detectable_fall=None),
            "Uses of force per 1,000 calls: too few records to tell in Elm. 50 incidents with "
            "force before and 40 after: from about 5.00 to 4.00 in every 1,000 calls. With numbers "
            "this small, not even a fall to nothing would surely have been seen.",
        ),
        (
            row("not_comparable"),
            "Uses of force per 1,000 calls: before and after cannot be compared in Elm. 50 "
            "incidents with force before and 40 after: from about 5.00 to 4.00 in every 1,000 "
            "calls. What is recorded changed between the two periods. So a difference says nothing "
            "about what happened.",
        ),
        (
            row(None, before_rate=None, after_rate=None),
            "Uses of force per 1,000 calls: no rate can be given in Elm. 50 incidents with force "
            "before and 40 after.",
        ),
    ],
)
def test_verdict_sentences(values: dict[str, Any], expected: str) -> None:
    """Each verdict comes with both counts, both rates, and its range or its reason."""
    assert verdict_sentence(values, comparison("force_per_calls"), load("en")) == expected


def test_a_small_rate_is_said_as_a_natural_frequency() -> None:
    """0.62 in every 1,000 calls becomes about 6 in every 10,000."""
    values = row("fell", before_rate=0.62, after_rate=0.31)
    sentence = counts_sentence(values, comparison("force_per_calls"), load("en"))
    assert sentence.endswith("from about 6.20 to 3.10 in every 10,000 calls.")


def test_a_share_names_what_it_is_a_share_of() -> None:
    """A share gives its numerators and denominators."""
    values = row("rose", before_exposure=200.0, after_exposure=100.0, before_rate=25, after_rate=40)
    assert counts_sentence(values, comparison("force_person_injured"), load("es")) == (
        "50 de 200 incidentes con fuerza antes y 40 de 100 después: más o menos de 25.0 a 40.0 "
        "de cada 100."
    )


def test_five_to_nothing_is_never_a_fall_of_100_percent() -> None:
    """A range that reaches zero, and an infinite range, are given in words."""
    to_zero = row("fell", before_events=5, after_events=0, ratio_low=0.0, ratio_high=0.82)
    from_zero = row("rose", before_events=0, after_events=5, ratio_low=1.2, ratio_high=math.inf)
    assert "100\u00a0%" not in range_sentence(to_zero, load("en"))
    assert "a fall to nothing" in range_sentence(to_zero, load("en"))
    assert "a rise of any size" in range_sentence(from_zero, load("en"))


def test_every_measure_says_what_it_counts() -> None:
    """The sentence of each measure names the city's own unit and leaves nothing to fill in."""
    for measure in measures():
        for language in ("en", "es"):
            sentence = measure_sentence(comparison(measure), load(language))
            assert sentence.endswith(".")
            assert "{" not in sentence
    sentence = measure_sentence(comparison("force"), load("en"))
    assert sentence == "How many incidents with force were recorded in a year."


def test_an_area_that_is_a_number_is_named_by_its_layer() -> None:
    """A district called 5 is named as a district, a neighborhood by its name."""
    layer = comparison("force").layer_name
    assert load("en").area("5", layer) == "Police district 5"
    assert load("es").area("5", layer) == "Distrito policial 5"
    assert load("en").area("Elm", layer) == "Elm"


@pytest.mark.parametrize(
    ("language", "kind", "name", "place"),
    [
        ("en", "police district", "5", "in police district 5"),
        ("es", "distrito policial", "5", "en el distrito policial 5"),
        ("es", "zona de patrulla", "1713", "en la zona de patrulla 1713"),
        ("es", "distrito policial", "Elm", "en Elm"),
    ],
)
def test_an_area_in_a_sentence(language: str, kind: str, name: str, place: str) -> None:
    """A numbered area has the article that its kind takes; one with a name has none."""
    layer = {language: kind}
    words = load(language)
    assert words.within(words.area(name, layer), layer) == place


def test_the_unknown_area_in_a_sentence() -> None:
    """It is spoken of, not named."""
    layer = comparison("force").layer_name
    words = load("es")
    assert words.within(words.text("area_unknown"), layer) == "en el área desconocida"


def test_one_of_a_thing_is_not_several() -> None:
    """A noun agrees with its number: 1 queja, 1 de 7 quejas."""
    words = load("es")
    values = row("too_few_to_tell", before_events=1, after_events=3)
    assert counts_sentence(values, comparison("force"), words).startswith(
        "1 incidente con fuerza antes y 3 después"
    )
    part = {**values, "before_exposure": 7.0, "after_exposure": 9.0}
    assert counts_sentence(part, comparison("force_person_injured"), words).startswith(
        "1 de 7 incidentes con fuerza antes y 3 de 9 después"
    )


@given(
    st.sampled_from(["en", "es"]),
    st.sampled_from(["fell", "rose", "about_the_same", "no_clear_change"]),
    st.floats(0, 5),
    st.floats(0, 5),
)
def test_any_range_can_be_said(language: str, verdict: str, first: float, second: float) -> None:
    """Whatever the range, its sentence has no undefined number and ends in a full stop."""
    values = row(verdict, ratio_low=min(first, second), ratio_high=max(first, second))
    sentence = range_sentence(values, load(language))
    assert sentence.endswith(".")
    assert "nan" not in sentence
    assert "None" not in sentence


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ((300, 0, 0), "About 300 more months at this rate would show a fall of 10\u00a0%."),
        ((math.inf, 0, 0), "A fall of 10\u00a0% could not be seen with any number of months"),
        ((math.inf, 14, 0), "About 14 more months at this rate would show a fall of 25\u00a0%."),
        ((math.inf, math.inf, 0), "A fall of 25\u00a0% could not be seen with any number"),
        ((math.inf, math.inf, 7), "About 7 more months at this rate would show a fall by half;"),
        ((math.inf,) * 3, "Not even a fall by half could be seen with any number of months"),
    ],
)
def test_what_it_would_take_to_know(needed: tuple[float, ...], expected: str) -> None:
    """If the verdict is open, a sentence gives the months needed to see a fall of some size."""
    columns = dict(zip(("months_to_10", "months_to_25", "months_to_50"), needed, strict=True))
    for verdict in ("no_clear_change", "too_few_to_tell"):
        sentence = months_sentence(row(verdict, **columns), load("en"))
        assert sentence is not None
        assert sentence.startswith(expected)
        spanish = months_sentence(row(verdict, **columns), load("es"))
        assert spanish is not None
        assert spanish.endswith(".")
    assert months_sentence(row("fell", **columns), load("en")) is None
    assert months_sentence(row("too_few_to_tell", before_events=0, **columns), load("en")) is None
