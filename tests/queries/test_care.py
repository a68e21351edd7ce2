"""Officer wellbeing and crisis response: every number has its own records, and none is made up."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from dashboard.words import load
from dashboard.words.care import assaults_line, other_team_line, untold
from queries.records import care, force
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

WORDS = load("en")


@pytest.fixture(scope="module")
def vintage(small_home: Path) -> Iterator[Vintage]:
    """The sample city's vintage."""
    with at_home(small_home):
        yield open_city("sample")


def test_assaults_are_a_part_of_the_force_that_names_a_reason(vintage: Vintage) -> None:
    """The reason that says so is counted, among incidents of a year whose reason is known."""
    found = care.assaults(vintage)
    assert found is not None
    rows = force.breakdown(found.part).filter(pl.col("field") == "reason")
    by_reason = dict(rows.select("value", "n").iter_rows())
    assert found.reasons == ("Assault on officer",)
    assert found.row["n"] == by_reason["Assault on officer"]
    assert found.row["total"] == sum(n for reason, n in by_reason.items() if reason != "unknown")
    assert "at least how often" in assaults_line(found, WORDS)


def test_another_team_is_a_part_of_the_crisis_calls_with_a_known_responder(
    vintage: Vintage,
) -> None:
    """Its share of the last year is near what was planted: 0.4 of one kind, 0.2 of another."""
    found = care.other_team(vintage)
    assert found is not None
    row = found.row
    rate, low, high = (float(row[name] or 0) for name in ("rate", "low", "high"))
    assert low < rate < high
    assert 0.2 < rate < 0.4
    assert "a team other than police answered" in other_team_line(found, WORDS)


def test_the_measures_of_the_topic_each_keep_their_denominator(vintage: Vintage) -> None:
    """Three shares of three kinds of records: none shares its denominator with another."""
    denominators = [measure.denominator for measure in care.supported(vintage)]
    assert denominators == [
        "force_officer_injury_known",
        "force_crisis_known",
        "calls_category_known",
    ]


def test_what_a_city_cannot_tell_is_said(chicago_home: Path) -> None:
    """Chicago tells of hurt officers only; outcomes and wellbeing no city tells."""
    with at_home(chicago_home):
        chicago = open_city("chicago")
        assert [measure.id for measure in care.supported(chicago)] == ["force_officer_injured"]
        assert care.assaults(chicago) is None
        assert care.other_team(chicago) is None
        lines = untold(chicago, WORDS)
    names = ("force_in_crisis", "assaults", "calls", "outcomes", "wellbeing")
    assert lines == [WORDS.text(f"care.none.{name}") for name in names]


def test_a_file_of_police_calls_only_says_nothing_of_another_team(cincinnati_home: Path) -> None:
    """Where no call names another team, none is counted as 0 of many."""
    with at_home(cincinnati_home):
        assert care.other_team(open_city("cincinnati")) is None
