"""Force records of real cities: what they contain and what they lack."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from queries.errors import NoAnswer
from queries.records import benchmarks, force, persons
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


def opened(home: Path, city: str) -> Vintage:
    """Open a city's published vintage."""
    with at_home(home):
        return open_city(city)


def everything(city: Vintage, layer: str) -> Part:
    """Return all settled records of force."""
    return Part(city, "force", layer, None, periods_of(city, "force")[0])


def test_cincinnati_has_a_gap_and_no_officers(cincinnati_home: Path) -> None:
    """The last months are the four since the gap; whole years end before it; officers unknown."""
    city = opened(cincinnati_home, "cincinnati")
    periods = {period.id: period for period in periods_of(city, "force")}
    last = periods["last"]
    assert (last.first, last.last) == (dt.date(2025, 5, 1), dt.date(2025, 8, 31))
    assert {"2021", "2022", "2023", "2024"}.isdisjoint(periods)
    assert benchmarks.latest_years(city) == [2015, 2016, 2017, 2018, 2019]
    totals = force.totals(everything(city, "neighborhood"))
    assert totals.officers is None
    assert totals.rows > totals.incidents  # a report has a row per person and officer's action
    assert "is_person_injured" not in force.published(city)


def test_seattle_names_several_people_in_a_report(seattle_home: Path) -> None:
    """17,123 settled reports hold 18,010 people; nearly all are one officer's."""
    city = opened(seattle_home, "seattle")
    totals = force.totals(everything(city, "precinct"))
    assert (totals.incidents, totals.persons, totals.officers) == (17_123, 18_010, 17_178)
    assert city.city.units["force"] == "force_report"


def test_a_real_city_gets_no_ratio(chicago_home: Path) -> None:
    """Chicago has no residents or arrests by race here, so groups are not set side by side."""
    city = opened(chicago_home, "chicago")
    with pytest.raises(NoAnswer) as caught:
        persons.disparities(city)
    assert caught.value.values == {"found": 0, "needed": 2}


def test_chicago_kinds_are_of_all_reports(chicago_home: Path) -> None:
    """Only Tasers and fired guns are told: their shares are of all reports, not of those 8 %."""
    city = opened(chicago_home, "chicago")
    shares = force.breakdown(everything(city, "community_area"))
    kinds = shares.filter(pl.col("field") == "force_types")
    assert kinds["value"].to_list() == ["Taser", "Firearm discharged", "unknown"]
    assert kinds["total"].n_unique() == 1
    assert kinds["share"].to_list() == pytest.approx([0.068, 0.015, 0.917], abs=0.001)
