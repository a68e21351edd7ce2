"""From numbers to sentences: what a resident reads, worked by hand."""

import datetime as dt
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.words import load
from dashboard.words.changes import CLEAR, change_sentence, season_sentence, share, size
from dashboard.words.ordinary import expected_sentence, second_sentence, steadied_sentence
from dashboard.words.sentences import (
    OPEN,
    counts_sentence,
    latest_sentence,
    measure_sentence,
    months_sentence,
    verdict_sentence,
)
from queries.change.compare import Comparison
from queries.declared.measures import measures
from queries.grid.windows import Windows

DAY = dt.date(2019, 1, 1)


def comparison(measure: str, **values: Any) -> Comparison:
    """Return a comparison whose table does not matter, with twenty other dates."""
    usual: dict[str, Any] = {
        "record": (DAY, DAY),
        "correlation": 0.0,
        "dates": pl.DataFrame({"on": [DAY] * 20, "ratio": [1.0] * 20}),
        "windows_apart": 5,
        "expected": None,
        "latest": None,
        "has_given_periods": False,
    }
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
        **{**usual, **values},
    )


def row(verdict: str | None, **values: Any) -> dict[str, Any]:
    """Return a row of a comparison's table: 50 to 40 at equal exposure unless told otherwise."""
    usual: dict[str, Any] = {
        "area": "Elm",
        "kind": "area",
        "verdict": verdict,
        "before_events": 50,
        "after_events": 40,
        "before_exposure": 10_000.0,
        "after_exposure": 10_000.0,
        "before_rate": 5.0,
        "after_rate": 4.0,
        "ratio": 0.8,
        "ratio_low": 0.51,
        "ratio_high": 1.24,
        "detectable_fall": 0.52,
        "stands_out": None,
        "dates_as_large": None,
        "date_ratio": 0.8,
        "steadied": None,
        "latest_rate": None,
        "season_ratio": None,
        "season_low": None,
        "season_high": None,
        "incomparable": "recording" if verdict == "not_comparable" else None,
    }
    return {**usual, **values}


COUNTS = (
    "50 incidents with force before and 40 after: from about 5.00 to 4.00 in every 1,000 calls."
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            row("fell", ratio_low=0.51, ratio_high=0.89),
            "Uses of force per 1,000 calls fell in Elm. About a fifth lower: 20 % lower, and with "
            f"95 % confidence between 11 and 49 % lower. {COUNTS}",
        ),
        (
            row("fell_a_little", ratio=0.97, ratio_low=0.95, ratio_high=0.99),
            "Uses of force per 1,000 calls fell a little in Elm. 3 % lower, and with 95 % "
            "confidence between 1 and 5 % lower. A change counts as large enough to matter here "
            "from 20 % on. A tenth of a city's records is more than its ways of counting change "
            "from year to year; one area has far fewer records, and a fifth of them is still only "
            f"a few. {COUNTS}",
        ),
        (
            row("about_the_same", ratio=0.97, ratio_low=0.93, ratio_high=1.01),
            "Uses of force per 1,000 calls stayed about the same in Elm. 3 % lower, and the data "
            "fit only changes from a fall of 7 % to a rise of 1 % (95 %). A change counts as "
            f"large enough to matter here from 20 % on. {COUNTS}",
        ),
        (
            row("no_clear_change"),
            "Uses of force per 1,000 calls: no clear change in Elm. 20 % lower, but the data fit "
            f"anything from a fall of 49 % to a rise of 24 % (95 %). {COUNTS}",
        ),
        (
            row("no_clear_change", ratio_high=0.98),
            "Uses of force per 1,000 calls: no clear change in Elm. 20 % lower, but the data fit "
            "anything from a fall of 49 % to a fall of 2 % (95 %). Seen alone this would look like "
            "a change; among all areas looked at together it can be chance. " + COUNTS,
        ),
        (
            row("varies_too_much", detectable_fall=0.42),
            "Uses of force per 1,000 calls: it varies too much from month to month to tell in Elm. "
            "20 % lower, but the data fit anything from a fall of 49 % to a rise of 24 % (95 %). "
            "It varies so much from month to month that only a fall of 58 % or more would likely "
            f"have been seen. {COUNTS}",
        ),
        (
            row("too_few_to_tell", detectable_fall=None),
            "Uses of force per 1,000 calls: too few records to tell in Elm. 20 % lower, but the "
            "data fit anything from a fall of 49 % to a rise of 24 % (95 %). With so few records, "
            f"not even a fall to nothing would surely have been seen. {COUNTS}",
        ),
        (
            row("not_comparable"),
            f"Uses of force per 1,000 calls: before and after cannot be compared in Elm. {COUNTS} "
            "What is recorded changed between the two periods. So a difference says nothing "
            "about what happened.",
        ),
        (
            row("not_comparable", incomparable="season", season_ratio=1.05)
            | {"season_low": 0.77, "season_high": 1.45},
            f"Uses of force per 1,000 calls: before and after cannot be compared in Elm. {COUNTS} "
            "The two periods do not hold the same months of the year. So a difference can be the "
            "time of year. Allowing for the time of year, as the whole record shows it: 5 % "
            "higher, but the data fit anything from a fall of 23 % to a rise of 45 % (95 %). No "
            "verdict rests on this.",
        ),
        (
            row(None, before_rate=None, after_rate=None),
            "Uses of force per 1,000 calls: no rate can be given in Elm. 50 incidents with force "
            "before and 40 after.",
        ),
    ],
)
def test_verdict_sentences(values: dict[str, Any], expected: str) -> None:
    """Each verdict gives the central figure with its range first, or its reason, and the counts."""
    sentence = verdict_sentence(values, comparison("force_per_calls"), load("en"))
    assert sentence.replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (0.93, "7 % fewer, "),
        (0.91, "About a tenth fewer: 9 % fewer, "),
        (0.69, "About a third fewer: 31 % fewer, "),
        (0.71, "29 % fewer, "),
        (0.52, "About half as many: 48 % fewer, "),
        (0.09, "About nine tenths fewer: 91 % fewer, "),
        (0.02, "98 % fewer, "),
        (1.26, "About a quarter more: 26 % more, "),
        (1.9, "90 % more, "),
        (1.97, "About twice as many: 97 % more, "),
        (2.44, "2.4 times as many, "),
    ],
)
def test_a_change_is_rounded_to_a_part(ratio: float, expected: str) -> None:
    """A clear change is first said as the part it is nearest to, if there is one near it."""
    values = row("fell" if ratio < 1 else "rose", ratio=ratio, ratio_low=ratio, ratio_high=ratio)
    sentence = change_sentence(values, comparison("force"), load("en")).replace("\u00a0", " ")
    assert sentence.startswith(expected)


@pytest.mark.parametrize(
    ("part", "expected"),
    [(0, "0"), (0.0004, "0"), (0.004, "0.4"), (0.011, "1"), (0.996, "99.6"), (0.9999, "99.9")],
)
def test_a_small_change_is_not_none_and_a_large_one_not_all(part: float, expected: str) -> None:
    """A share close to 0 or to 1 keeps a decimal, so that it is read neither as none nor all."""
    assert share(part) == f"{expected}\u00a0%"


def test_nothing_in_percent_is_said_of_a_rise_from_zero() -> None:
    """From none to many is told by its counts; it is called rare only where the verdict is."""
    words, force = load("en"), comparison("force")
    many = row("rose", before_events=0, after_events=13, ratio=math.inf, ratio_high=math.inf)
    few = row("too_few_to_tell", before_events=0, after_events=3, ratio=math.inf)
    assert change_sentence(many, force, words) == (
        "From 0 to 13. Chance alone would seldom give so many."
    )
    assert change_sentence(few, force, words) == "From 0 to 3."
    none = row("too_few_to_tell", before_events=0, after_events=0, ratio=None)
    assert change_sentence(none, force, words) == "Nothing was recorded on either side."
    unknown = none | {"before_exposure": 0.0, "after_exposure": 0.0}
    assert change_sentence(unknown, force, words) == (
        "None of these records says whether it is one of these."
    )
    assert counts_sentence(unknown, comparison("force_in_crisis"), words) == ""


def test_a_range_on_one_side_is_told_before_few_records() -> None:
    """Where the range alone would be a change, it is said that among all areas it can be chance."""
    values = row("too_few_to_tell", ratio=2.1, ratio_low=1.11, ratio_high=4.1)
    sentence = change_sentence(values, comparison("force_per_calls"), load("en"))
    assert sentence.replace("\u00a0", " ") == (
        "2.1 times as high, but the data fit anything from a rise of 11 % to 4.1 times as high "
        "(95 %). Seen alone this would look like a change; among all areas looked at together it "
        "can be chance."
    )


def test_a_fall_to_nothing_is_not_called_a_fall_of_everything() -> None:
    """A smallest fall that rounds to 100 % is told as one that not even zero would show."""
    values = row("too_few_to_tell", detectable_fall=0.0001)
    sentence = change_sentence(values, comparison("force"), load("en"))
    assert "not even a fall to nothing would surely have been seen" in sentence


def test_a_season_is_not_taken_off_a_zero() -> None:
    """From nothing, or to nothing, no percentage is given, with or without the time of year."""
    season = {"incomparable": "season", "season_ratio": 1.1, "season_low": 0.2, "season_high": 4.0}
    for zero in ("before_events", "after_events"):
        values = row("not_comparable") | season | {zero: 0}
        assert season_sentence(values, comparison("force"), load("en")) is None
    assert season_sentence(row("not_comparable") | season, comparison("force"), load("en"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stands_out": None}, None),
        (
            {"stands_out": "stands_out", "dates_as_large": 1},
            "This date stands out: at 1 of 20 other dates the record shows a fall at least as "
            "large. That does not say why.",
        ),
        (
            {"stands_out": "does_not_stand_out", "dates_as_large": 9, "date_ratio": 1.2},
            "This date does not stand out: at 9 of 20 other dates the record shows a rise at least "
            "as large.",
        ),
        (
            {"stands_out": "does_not_stand_out", "dates_as_large": 9, "date_ratio": 1.0},
            "This date does not stand out: nothing changed here.",
        ),
        (
            {"stands_out": "does_not_stand_out", "dates_as_large": 0},
            "This date does not stand out. At 0 of 20 other dates the record shows a fall at least "
            "as large; but these dates differ so much, over so few years, that this one may be "
            "usual.",
        ),
        (
            {"stands_out": "stands_out", "dates_as_large": 0, "date_ratio": 1.06}
            | {"verdict": "no_clear_change"},
            "This date is unlike the others, though a change is not clear: at 0 of 20 other dates "
            "the record shows a rise at least as large. That does not say why.",
        ),
        (
            {"stands_out": "too_short", "dates_as_large": 0},
            "The record is too short to tell if this date stands out.",
        ),
    ],
)
def test_whether_a_date_stands_out(values: dict[str, Any], expected: str | None) -> None:
    """The second answer counts the other dates with a change as large; no answer is no sentence."""
    values = row("fell") | values
    assert second_sentence(values, comparison("force"), load("en")) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "These two periods stand out: moved to 20 other dates"),
        ("es", "Estos dos períodos resaltan: movidos a otras 20 fechas"),
    ],
)
def test_given_periods_are_called_periods(language: str, expected: str) -> None:
    """The second answer on given periods is of the periods, not of a date."""
    values = row("fell", stands_out="stands_out", dates_as_large=0)
    given = comparison("force", has_given_periods=True)
    sentence = second_sentence(values, given, load(language))
    assert sentence is not None
    assert sentence.startswith(expected)


def test_both_answers_are_one_text() -> None:
    """What the terminal and the cards say of a fall has the second answer, in each language."""
    values = row("fell", ratio_high=0.9, stands_out="stands_out", dates_as_large=0)
    for language, part in (("en", "stands out"), ("es", "resalta")):
        words = load(language)
        second = second_sentence(values, comparison("force"), words)
        assert second is not None
        assert part in second
        assert verdict_sentence(values, comparison("force"), words).endswith(second)


def test_what_the_earlier_trend_would_have_given() -> None:
    """The city's expected count is rounded to two digits, its range to the same place."""
    expected = (7487.9, 9227.6, 11371.6)
    city = row("fell", kind="citywide", after_events=6628, stands_out="stands_out")
    sentence = expected_sentence(city, comparison("force", expected=expected), load("en"))
    assert sentence == (
        "Had the earlier trend gone on, about 9,200 (7,500 to 11,400) would have been expected; "
        "there were 6,628."
    )
    share = row("fell", kind="citywide", after_events=126, after_exposure=407.0)
    share |= {"stands_out": "stands_out"}
    part = comparison("force_in_crisis", expected=(60.4, 111.0, 186.0))
    assert expected_sentence(share, part, load("en")) == (
        "Had the earlier trend gone on, about 110 of the 407 (60 to 190) would have been expected; "
        "there were 126."
    )
    assert expected_sentence(city, comparison("force"), load("en")) is None
    area = row("fell", stands_out="stands_out")
    assert expected_sentence(area, comparison("force", expected=expected), load("en")) is None


def test_an_area_is_seen_with_the_others() -> None:
    """The range that borrows strength is told beside that of the area alone, if there is one."""
    values = row("varies_too_much", steadied=0.55, steadied_low=0.43, steadied_high=1.069)
    sentence = steadied_sentence(values, comparison("force"), load("en"))
    assert sentence is not None
    assert sentence.replace("\u00a0", " ") == (
        "That is the area alone. Seen with the other areas: from 57 % fewer to 7 % more."
    )
    assert steadied_sentence(row("fell"), comparison("force"), load("en")) is None


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (4.9, "about 4.90 in every 1,000 calls. That is nearer to the level before than to"),
        (4.4, "about 4.40 in every 1,000 calls. That is nearer to the level after than to"),
    ],
)
def test_what_came_after_the_comparison(latest: float, expected: str) -> None:
    """The last settled months have their rate, and after a clear change the level it is near."""
    period = (dt.date(2023, 9, 1), dt.date(2024, 8, 31))
    answer = comparison("force_per_calls", latest=period)
    sentence = latest_sentence(row("fell", latest_rate=latest), answer, load("en"))
    assert sentence is not None
    assert "(September 2023 to August 2024)" in sentence
    assert expected in sentence
    still_open = latest_sentence(row("no_clear_change", latest_rate=latest), answer, load("en"))
    assert still_open is not None
    assert "nearer" not in still_open
    none = comparison("force_per_calls")
    assert latest_sentence(row("fell", latest_rate=latest), none, load("en")) is None


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
    """A change to zero, a range that reaches zero, and an infinite range are given in words."""
    words, force = load("en"), comparison("force")
    to_zero = row("fell", after_events=0, ratio=0.0, ratio_low=0.0, ratio_high=0.82)
    assert change_sentence(to_zero, force, words).replace("\u00a0", " ") == (
        "From 50 to 0, and with 95 % confidence at least 18 % fewer."
    )
    few = row("too_few_to_tell", ratio=0.0, after_events=0, ratio_low=0.0, ratio_high=math.inf)
    sentence = change_sentence(few, force, words)
    assert "100\u00a0%" not in sentence
    assert "from a fall to nothing to a rise of any size" in sentence


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
    st.sampled_from([*CLEAR, *OPEN, "about_the_same"]),
    st.floats(0, 5),
    st.floats(0, 5),
    st.floats(0, 5),
)
def test_any_change_can_be_said(
    language: str, verdict: str, first: float, second: float, third: float
) -> None:
    """Whatever the change, its sentence has no undefined number and ends in a full stop."""
    low, ratio, high = sorted((first, second, third))
    values = row(verdict, ratio=ratio, ratio_low=low, ratio_high=high)
    sentence = change_sentence(values, comparison("force"), load(language))
    assert sentence.endswith(".")
    assert "nan" not in sentence
    assert "None" not in sentence
    assert size(ratio, "count", load(language)).lower() in sentence.lower()


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ((200, 0, 0), "About 200 more months at this rate would show a fall of 10\u00a0%."),
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
    for verdict in OPEN:
        sentence = months_sentence(row(verdict, **columns), load("en"))
        assert sentence is not None
        assert sentence.startswith(expected)
        spanish = months_sentence(row(verdict, **columns), load("es"))
        assert spanish is not None
        assert spanish.endswith(".")
    for verdict in (*CLEAR, "about_the_same", "not_comparable"):
        assert months_sentence(row(verdict, **columns), load("en")) is None
    assert months_sentence(row("too_few_to_tell", before_events=0, **columns), load("en")) is None
