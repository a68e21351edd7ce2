"""A month in words: its headline, its ranges in its own unit, and the order of its areas."""

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from dashboard.parts.month_table import months_under
from dashboard.tables import month as month_tables
from dashboard.words import load
from queries.review.month import Month
from queries.vintage.catalog import Vintage
from tests.handmade import vintage
from tests.languages import LANGUAGES

AUGUST = dt.date(2023, 8, 1)
QUIET: dict[str, Any] = {
    "measure": "force",
    "area_id": "",
    "area": "Town",
    "kind": "citywide",
    "month": AUGUST,
    "is_provisional": False,
    "events": 45.0,
    "exposure": 1.0,
    "value": 45.0,
    "last_month": 41.0,
    "year_ago": 31.0,
    "to_date": 240.0,
    "to_date_year_ago": 200.0,
    "change": 0.2,
    "usual_low": 18.4,
    "usual_centre": 27.0,
    "usual_high": 36.7,
    "state": "common_cause",
    "why": None,
    "since": None,
    "raised": None,
    "months_n": 0,
    "is_new": False,
    "signal": None,
}
SIGNAL = {
    "state": "concern",
    "since": dt.date(2023, 7, 1),
    "raised": dt.date(2023, 7, 1),
    "months_n": 2,
    "signal": "force-15",
}
TYPES = {
    **{"why": pl.String, "since": pl.Date, "raised": pl.Date, "signal": pl.String},
    "value": pl.Float64,
}


@pytest.fixture(scope="module")
def town() -> Vintage:
    """A city of two areas."""
    return vintage([("a", AUGUST, "force", 1)], last="2023-12-31")


def month_with(*rows: dict[str, Any]) -> Month:
    """Return a month with these rows, each a quiet one but for what it says."""
    table = pl.DataFrame([QUIET | row for row in rows], schema_overrides=TYPES)
    return Month(
        city="town",
        city_name={"en": "Town"},
        vintage="v",
        layer="area",
        layer_name={"en": "police district", "es": "distrito policial"},
        month=AUGUST,
        table=table,
        looks=table.height,
        false_alarms_a_year=4.0,
    )


def area(name: str, **changes: Any) -> dict[str, Any]:
    """Return a row of an area, its id its name."""
    return {"area_id": name, "area": name, "kind": "area", **changes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_counts_events(language: str) -> None:
    """Rows of one event are one thing that moved; without judged numbers it says so."""
    words = load(language)
    one = month_with({}, area("15", **SIGNAL), area("15", measure="force_person_injured", **SIGNAL))
    two = month_with(area("15", **SIGNAL), area("7", **SIGNAL | {"signal": "force-7"}))
    values = {"month": words.month(AUGUST)}
    told = [month_tables.headline(month, words).lower() for month in (one, two, month_with({}))]
    assert told == [
        words.text("month.headline_one", **values).lower(),
        words.text("month.headline", n=2, **values).lower(),
        words.text("month.headline_quiet", **values).lower(),
    ]
    unjudged = month_tables.headline(replace(one, looks=0), words)
    assert unjudged.lower() == words.text("month.headline_none", **values).lower()


def test_a_signal_is_told_in_its_own_unit(town: Vintage) -> None:
    """Title and sentence give month, usual range, when it was raised and the year before."""
    words = load("en")
    month = month_with(area("15", **SIGNAL))
    row = month.table.row(0, named=True)
    assert month_tables.signal_title(row, month, town, words) == (
        "▲ Incidents with force in police district 15: above the usual range"
    )
    assert month_tables.signal_sentence(row, town, words) == (
        "45 in August 2023; usual 19–36. Signal since July 2023. A year before: 31."
    )


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("en", "above the usual range in July 2023"),
        ("es", "por encima de lo habitual en julio de 2023"),
    ],
)
def test_a_signal_of_an_earlier_month_says_so_in_its_title(
    town: Vintage, language: str, end: str
) -> None:
    """Under the headline of August a signal of records that stand at July names July."""
    month = month_with(area("15", **SIGNAL, month=dt.date(2023, 7, 1)))
    row = month.table.row(0, named=True)
    assert month_tables.signal_title(row, month, town, load(language)).endswith(end)


def test_every_amount_of_another_month_names_its_period() -> None:
    """Amounts of December under the heads of April say which month and year they reach to."""
    assert months_under(dt.date(2022, 12, 1), load("en")) == [
        *("December", "November", "December 2021"),
        *("to December 2022", "to December 2021", "", "December"),
    ]


@pytest.mark.parametrize(
    ("since", "raised", "english", "spanish"),
    [
        (8, 8, "signal of this month", "señal de este mes"),
        (
            *(6, 8),
            "signal of this month; building since June 2023",
            "señal de este mes; se forma desde junio de 2023",
        ),
        (7, 7, "signal since July 2023", "señal desde julio de 2023"),
        (
            *(5, 7),
            "signal since July 2023; building since May 2023",
            "señal desde julio de 2023; se forma desde mayo de 2023",
        ),
    ],
)
def test_a_signal_says_when_it_was_raised_and_since_when_it_was_building(
    since: int, raised: int, english: str, spanish: str
) -> None:
    """A signal that builds up for months is not called new, and not as old as its first month."""
    row = (
        QUIET
        | SIGNAL
        | {
            "since": dt.date(2023, since, 1),
            "raised": dt.date(2023, raised, 1),
            "is_new": raised == 8,
        }
    )
    assert month_tables.duration(row, load("en")) == english
    assert month_tables.duration(row, load("es")) == spanish


@pytest.mark.parametrize(
    ("state", "value", "side"),
    [
        ("concern", 37.0, "above"),
        ("concern", 20.0, "high"),
        ("improvement", 36.0, "low"),
        ("improvement", 18.0, "below"),
    ],
)
def test_the_side_of_a_signal(state: str, value: float, side: str) -> None:
    """A concern about force is up and an improvement down, outside its range or inside it."""
    assert month_tables.side(QUIET | SIGNAL | {"state": state, "value": value}) == side
    assert month_tables.side(QUIET | {"value": value}) == ""


def test_a_signal_of_no_direction_moved_as_its_number_did() -> None:
    """Of calls neither more nor fewer is better: their number says where they moved."""
    calls = QUIET | SIGNAL | {"measure": "calls_per_residents", "state": "neutral"}
    assert [month_tables.side(calls | {"value": value}) for value in (45.0, 5.0)] == [
        "above",
        "below",
    ]


def test_a_count_inside_its_range_as_written_is_inside() -> None:
    """The range of a count is written as the whole numbers in it, so none outside looks inside."""
    words = load("en")
    assert month_tables.usual_range(QUIET | {"usual_low": 0.0}, words) == "0–36"
    assert month_tables.usual_range(QUIET, words) == "19–36"
    assert month_tables.usual_range(QUIET | {"usual_low": None}, words) == "–"
    share = QUIET | {"measure": "force_person_injured", "usual_low": 7.96, "usual_high": 15.04}
    assert month_tables.usual_range(share, words) == "8.0–15.0"


def test_areas_stand_by_need_never_by_size() -> None:
    """New signals come first, then concerns, then what is nearest the edge; the unknown is last."""
    month = month_with(
        {},
        area("quiet and large", value=900.0, usual_high=2000.0, usual_centre=900.0),
        area("near the edge", value=36.0),
        area("old gain", **SIGNAL | {"state": "improvement", "signal": "1"}),
        area("old concern", **SIGNAL | {"signal": "2"}),
        area("new gain", **SIGNAL | {"state": "improvement", "is_new": True, "signal": "3"}),
        {"area_id": "unknown", "area": "unknown", "kind": "unknown", "value": 99.0},
    )
    order = [rows[0]["area_id"] for rows in month_tables.areas_by_need(month)]
    assert order == [
        "new gain",
        "old concern",
        "old gain",
        "near the edge",
        "quiet and large",
        "unknown",
    ]


def test_a_measure_without_places_has_no_column() -> None:
    """The table by area leaves out a measure of which no area has a number."""
    month = month_with(area("7"), area("7", measure="complaints", value=None))
    assert month_tables.placed_measures(month) == ["force"]


@pytest.mark.parametrize(
    ("changes", "mark", "told"),
    [
        (SIGNAL, "▲", "concern"),
        (SIGNAL | {"state": "improvement", "value": 20.0}, "▼", "improvement"),
        ({"value": 37.0}, "△", "high this month, no signal"),
        ({"value": 18.0}, "▽", "low this month, no signal"),
        ({"value": 30.0}, "", "within the usual"),
        ({"state": "too_few", "why": "few"}, "×", "too few to judge"),
        ({"state": "not_judged", "why": "recording"}, "×", "not judged"),
        ({"state": "not_judged", "why": "recording", "value": None}, "", "not judged"),
    ],
)
def test_every_state_has_its_mark_and_its_word(
    changes: dict[str, Any], mark: str, told: str
) -> None:
    """A signal, a month outside its range alone, and one not judged differ by mark and word."""
    row = QUIET | changes
    assert month_tables.mark(row) == mark
    assert month_tables.state_words(row, load("en")) == told


def test_a_share_says_of_how_many() -> None:
    """A rate by area stands beside its records, 6 of 7; a count and a missing rate do not."""
    share = {"measure": "force_officer_injured", "value": 85.7, "events": 6.0, "exposure": 7.0}
    assert month_tables.share_of(QUIET | share, load("en")) == "6 of 7"
    assert month_tables.share_of(QUIET | share, load("es")) == "6 de 7"
    assert month_tables.share_of(QUIET | share | {"value": None}, load("en")) == ""
    assert month_tables.share_of(QUIET, load("en")) == ""


def test_what_the_table_by_area_leaves_out_is_named_with_its_reason(town: Vintage) -> None:
    """Measures without a number in any area are named once for each reason."""
    gone = {"value": None, "state": "too_few"}
    month = month_with(
        area("7"),
        area("7", measure="complaints_force", why="short", **gone),
        area("8", measure="complaints_force", why="short", **gone),
        area("7", measure="complaints_sustained", why="few", **gone),
    )
    lines = month_tables.unplaced(month, town, load("en"))
    assert len(lines) == 2
    assert "Complaints about force, of 100 complaints. No number" in lines[0]
    assert lines[0].endswith(f"this month: {load('en').text('review.why.short')}.")
    assert month_tables.unplaced(month_with(area("7")), town, load("en")) == []


def test_a_small_line_needs_half_its_months_and_its_last() -> None:
    """Of few known months, or without the row's own, there is no line to be misread."""
    assert month_tables.has_line(QUIET, 12)
    assert not month_tables.has_line(QUIET, 11)
    assert not month_tables.has_line(QUIET | {"value": None}, 23)
