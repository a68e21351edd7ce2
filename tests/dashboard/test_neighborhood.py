"""The paragraph about one area, worked by hand."""

from typing import Any

import pytest

from dashboard.words import load
from dashboard.words.neighborhood import all_measures, beside_city, not_known, paragraph
from tests.dashboard.test_sentences import comparison, row

EN = load("en")


def after(rate: float, low: float, high: float, **values: Any) -> dict[str, Any]:
    """Return a row with a rate after and its range."""
    usual = {"after_rate": rate, "after_low": low, "after_high": high}
    return row("no_clear_change", **{**usual, **values})


def test_both_rates_stand_side_by_side() -> None:
    """Area and city are told in one unit, with the area's range."""
    text = beside_city(
        after(0.4, 0.2, 0.7),
        after(0.25, 0.2, 0.3) | {"verdict": "fell"},
        comparison("force_per_calls"),
        EN,
    )
    assert text == (
        "In the whole city it fell. After, it was about 4.00 here (range 2.00 to 7.00) and about "
        "2.50 in the whole city, in every 10,000 calls."
    )


def test_counts_are_not_set_beside_the_citys() -> None:
    """A number of records a year is larger in the city because the city is: only the verdict."""
    text = beside_city(after(4, 2, 7), after(90, 80, 99), comparison("force"), EN)
    assert text == "In the whole city there is no clear change."


def test_the_city_has_both_answers() -> None:
    """A change in the whole city is not told without whether its date stands out."""
    city = after(90, 80, 99) | {"verdict": "fell", "stands_out": "too_short"}
    assert beside_city(after(4, 2, 7), city, comparison("force"), EN) == (
        "In the whole city it fell. The record is too short to tell if this date stands out."
    )


def test_that_it_does_not_say_why_is_said_once() -> None:
    """What the area's own answer has said of reasons is not said again of the city."""
    city = after(90, 80, 99) | {
        "verdict": "fell",
        "stands_out": "stands_out",
        "dates_as_large": 0,
        "date_ratio": 0.9,
    }
    assert beside_city(after(4, 2, 7), city, comparison("force"), EN) == (
        "In the whole city it fell. This date stands out: at 0 of 20 other dates the record shows "
        "a fall at least as large."
    )


def test_an_area_without_a_rate() -> None:
    """Where no rate is defined there is nothing to set side by side."""
    area = row(None, after_rate=None, after_low=None, after_high=None)
    assert beside_city(
        area, row("rose", after_low=1.0, after_high=9.0), comparison("force_per_calls"), EN
    ) == ("In the whole city it rose.")


def test_each_measure_is_counted_once() -> None:
    """The parts add up to the measures shown; a verdict that none has is not told."""
    verdicts = ["fell", "too_few_to_tell", None, "too_few_to_tell", "no_clear_change", "rose"]
    assert all_measures("Elm", verdicts, EN) == (
        "Of 6 measures for Elm: 1 fell; 1 rose; 1 with no clear change; 2 with too few records to "
        "tell; 1 with no rate."
    )


def test_what_is_not_known() -> None:
    """Records without a place may be from here; with none, and nothing lacking, nothing is said."""
    city, force = row("fell"), comparison("force_per_calls")
    placeless = row("fell", before_events=1, after_events=2)
    assert not_known(city, placeless, force, 3, EN) == (
        "Of all 90 incidents with force counted in the city in both periods, the place of 3 is "
        "not known; some may be from here. Measures that cannot be shown here: 3. The list below "
        "says why."
    )
    none = row("fell", before_events=0, after_events=0)
    assert not_known(city, none, force, 0, EN) == ""


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_paragraph_is_one(language: str) -> None:
    """All parts stand in one paragraph, in both languages, without what both answers have said."""
    rows = {
        "area": after(4.0, 2.0, 7.0),
        "citywide": after(5.0, 4.0, 6.0, area="City"),
        "unknown": row(None, before_events=2, after_events=1),
    }
    words = load(language)
    text = paragraph(rows, comparison("force_per_calls"), ["no_clear_change"], 2, words)
    assert "\n" not in text
    for part in ("4.00", "7.00", "5.00", "90", "Elm"):
        assert part in text
    assert "49\u00a0%" not in text
