"""Breakdowns of force, people and groups, on vintages of a few rows worked by hand."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from queries.errors import NoAnswer
from queries.records import benchmarks, force, persons
from queries.records.periods import Part, Period, periods_of
from queries.stats import ratios
from queries.stats.rates import share
from queries.vintage.catalog import Vintage
from tests.involved import BENCHMARKS, fill, involve, vintage

JANUARY = dt.date(2020, 1, 1)
YEAR = Period("year", JANUARY, dt.date(2020, 12, 31))


def part(city: Vintage, area: str | None, period: Period = YEAR) -> Part:
    """Return the records of an area, or of the city, in 2020 by default."""
    return Part(city, "force", "area", area, period)


@pytest.fixture
def january() -> Vintage:
    """Ten incidents of January 2020, eight in area a; two do not say whether a person was hurt."""
    city = vintage()
    fill(
        city,
        "force_totals",
        ("area", "a", JANUARY, 8, 8, 9, 0, None, 12),
        ("area", "unknown", JANUARY, 2, 0, None, 0, None, 2),
    )
    fill(
        city,
        "force_breakdowns",
        ("area", "a", JANUARY, "is_person_injured", "true", 3),
        ("area", "a", JANUARY, "is_person_injured", "false", 4),
        ("area", "a", JANUARY, "is_person_injured", "unknown", 1),
        ("area", "unknown", JANUARY, "is_person_injured", "unknown", 1),
        ("area", "unknown", JANUARY, "is_person_injured", "true", 1),
        ("area", "a", JANUARY, "force_types", "taser", 2),
        ("area", "a", JANUARY, "force_types", "unknown", 6),
        ("area", "unknown", JANUARY, "force_types", "unknown", 2),
        ("area", "a", dt.date(2019, 1, 1), "reason", "flight", 1),
    )
    return city


def test_shares_are_of_what_is_known(january: Vintage) -> None:
    """Shares are of the 8 incidents that say; the other 2 are the last row, of all 10."""
    shares = force.breakdown(part(january, None))
    rows = shares.filter(pl.col("field") == "is_person_injured")
    assert rows.select("value", "n", "total", "is_unknown").rows() == [
        ("false", 4, 8, False),
        ("true", 4, 8, False),
        ("unknown", 2, 10, True),
    ]
    expected = share([4, 4, 2], [8, 8, 10])
    for name, column in (("share", "rate"), ("low", "low"), ("high", "high")):
        assert rows[name].to_list() == pytest.approx(list(expected[column]))
    assert rows["is_caution"].all()


def test_a_list_without_entry_can_be_an_empty_list(january: Vintage) -> None:
    """2 of 10 incidents name a taser: the share is of all 10, also those that name nothing."""
    shares = force.breakdown(part(january, None))
    taser = shares.row(by_predicate=pl.col("value") == "taser", named=True)
    assert (taser["n"], taser["total"], taser["share"]) == (2, 10, 0.2)


def test_an_area_holds_its_own(january: Vintage) -> None:
    """Area a has 3 of 7 known; records without a place are not counted in it."""
    shares = force.breakdown(part(january, "a"))
    hurt = shares.row(by_predicate=pl.col("value") == "true", named=True)
    assert (hurt["n"], hurt["total"]) == (3, 7)


def test_published_is_not_in_every_period(january: Vintage) -> None:
    """The reason was published in 2019 only, so it has no row in 2020; level never was."""
    assert "reason" in force.published(january)
    shares = force.breakdown(part(january, None))
    assert set(shares["field"]) == {"is_person_injured", "force_types"}
    assert "force_level" not in force.published(january)


def test_totals_tell_unpublished_from_none(january: Vintage) -> None:
    """The number of officers is unknown where no record has it; people are in 8 records of 10."""
    assert force.totals(part(january, None)) == force.Totals(10, 9, None, 14, is_part=True)
    assert not force.totals(part(january, "a")).is_part
    empty = force.totals(
        part(january, None, Period("all", dt.date(2018, 1, 1), dt.date(2018, 12, 31)))
    )
    assert (empty.incidents, empty.persons, empty.rows) == (0, None, 0)


def test_years_hold_the_months_they_have() -> None:
    """Years are listed newest first; the first and the last may be incomplete."""
    periods = periods_of(vintage(first="2018-03-02", settled="2020-06-30"), "force")
    assert [(period.id, period.first, period.last) for period in periods] == [
        ("all", dt.date(2018, 3, 2), dt.date(2020, 6, 30)),
        ("last", dt.date(2019, 7, 1), dt.date(2020, 6, 30)),
        ("2020", dt.date(2020, 1, 1), dt.date(2020, 6, 30)),
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2018", dt.date(2018, 3, 2), dt.date(2018, 12, 31)),
    ]


def test_a_gap_is_not_in_the_last_months() -> None:
    """After a gap the last months begin at its end; a year without records is not offered."""
    city = vintage(settled="2023-04-30", gaps=(("2019-10-01", "2022-12-31"),))
    periods = {period.id: period for period in periods_of(city, "force")}
    assert (periods["last"].first, periods["last"].last) == (
        dt.date(2023, 1, 1),
        dt.date(2023, 4, 30),
    )
    assert set(periods) == {"last", "all", "2019", "2023"}
    assert benchmarks.latest_years(city) == []


def test_years_are_whole_and_few() -> None:
    """At most the five latest whole years are used; incomplete years are not."""
    years = benchmarks.latest_years(vintage("2010-01-20", "2020-11-30"))
    assert years == [2015, 2016, 2017, 2018, 2019]
    assert benchmarks.latest_years(vintage("2019-02-01", "2020-12-31")) == [2020]
    # the first month may be quiet at its beginning
    assert benchmarks.latest_years(vintage("2019-01-20", "2020-12-31")) == [2019, 2020]


def test_unknown_people_bound_the_shares() -> None:
    """With 5 of 20 people unknown, the share of 9 is between 9/20 and 14/20."""
    city = vintage()
    involve(city, JANUARY, "black", 9, 9)
    involve(city, dt.date(2019, 5, 1), "white", 6, 6)
    involve(city, JANUARY, "unknown", 5, 5)
    for race in ("black", "white"):
        involve(city, dt.date(2018, 5, 1), race, 20, 20)  # before the years shown
    people = persons.people(city, "race").with_columns(pl.col(pl.Float64).round(9))
    assert people.rows() == [
        ("black", 9, "9", 0.45, 0.45, 0.7, False),
        ("white", 6, "6", 0.3, 0.3, 0.55, False),
        ("unknown", 5, "5", 0.25, None, None, True),
    ]


def test_a_small_cell_is_not_shown() -> None:
    """Three people of one race in a year read 1–4, and no total reveals the number."""
    city = vintage()
    for race, year, n in (
        ("black", 2019, 30),
        ("black", 2020, 40),
        ("latino", 2019, 20),
        ("latino", 2020, 20),
        ("white", 2019, 3),
        ("white", 2020, 20),
    ):
        involve(city, dt.date(year, 1, 1), race, n, n)
    people = persons.by_year(city, "race")
    assert people.select("value", "year").rows()[0] == ("black", 2019)
    hidden = dict(zip(people.select("value", "year").rows(), people["shown"], strict=True))
    assert hidden["white", 2019] == "1–4"
    assert people["n"].null_count() == 4


def grouped(*benchmarks: tuple[str, str, int, int], **changed: Any) -> Vintage:
    """Return two years in which 60 incidents involve Black, 40 White people, 10 unknown ones."""
    city = vintage(**changed)
    for year in (2019, 2020):
        for month in range(1, 11):
            involve(city, dt.date(year, month, 1), "black", 4, 3)
            involve(city, dt.date(year, month, 1), "white", 2, 2)
        involve(city, dt.date(year, 1, 1), "unknown", 5, 5)
    fill(city, "force_totals", ("area", "a", JANUARY, 100, 100, 130, 100, 130, 130))
    if benchmarks:
        fill(city, "benchmarks", *benchmarks)
    return city


PEOPLE = (("people", "black", 2010, 1000), ("people", "white", 2010, 3000))
ARRESTS = tuple(
    ("arrests", race, year, n)
    for year in (2018, 2019, 2020)
    for race, n in (("black", 100), ("white", 80))
)


def test_groups_by_hand() -> None:
    """60 : 40 is 4.5 times as many by residents (1 : 3) and 1.2 by arrests (200 : 160)."""
    disparities = persons.disparities(grouped(*PEOPLE, *ARRESTS))
    assert (disparities.years, disparities.reference) == ((2019, 2020), "white")
    table = disparities.table
    assert table["benchmark"].to_list() == ["people", "arrests"]
    assert table["ratio"].to_list() == pytest.approx([4.5, 1.2])
    assert table["incidents"].to_list() == [60, 60]
    assert table["own"].to_list() == [1000, 200]  # residents: the mean; arrests: the sum
    low, high, _ = ratios.mid_p(40, 3000, 60, 1000)
    assert table["method"][0] == "mid-P"
    assert (table["low"][0], table["high"][0]) == (pytest.approx(low[0]), pytest.approx(high[0]))
    # the 10 of unknown race: all with the 40, or all with the 60
    assert table["lowest"][0] == pytest.approx(60 / 50 * 3)
    assert table["highest"][0] == pytest.approx(70 / 40 * 3)
    assert table["unknown_share"][0] == pytest.approx(0.1)


def test_one_benchmark_gives_no_ratio() -> None:
    """With residents alone, or with arrests of other years, the ratio is refused."""
    of_others = [("arrests", "black", 2001, 9), ("arrests", "white", 2001, 9)]
    for city in (
        grouped(*PEOPLE, benchmarks=BENCHMARKS[:1]),
        grouped(*PEOPLE, *of_others),
        grouped(benchmarks=[]),
    ):
        with pytest.raises(NoAnswer) as caught:
            persons.disparities(city)
        assert caught.value.code == "few_benchmarks"


def test_only_years_that_all_benchmarks_hold() -> None:
    """Arrests end in 2019, so incidents of 2020 are not counted."""
    disparities = persons.disparities(
        grouped(*PEOPLE, *(arrests for arrests in ARRESTS if arrests[2] < 2020))
    )
    assert disparities.years == (2019,)
    assert disparities.table["incidents"].to_list() == [30, 30]


def test_months_that_scatter_widen_the_range() -> None:
    """Overdispersed months widen the interval."""
    city = grouped(*PEOPLE, *ARRESTS)
    calm = persons.disparities(city).table
    city = grouped(*PEOPLE, *ARRESTS)  # what a vintage answered is kept
    involve(city, dt.date(2019, 11, 1), "black", 90, 90)
    wild = persons.disparities(city).table
    assert wild["method"][0] == "exact, counts / dispersion"
    width = [float((part["high"] / part["low"])[0]) for part in (calm, wild)]
    assert width[1] > width[0]


def test_without_race_there_is_nothing_to_compare() -> None:
    """A city that does not publish race gets an answer that says so."""
    with pytest.raises(NoAnswer) as caught:
        persons.disparities(vintage())
    assert caught.value.code == "no_race"


def test_benchmarks_are_those_of_the_years_with_race() -> None:
    """Years in which no race is recorded are left out, and residents are those of mid-year."""
    city = vintage()
    involve(city, JANUARY, "black", 9, 9)
    fill(
        city,
        "benchmarks",
        ("people", "black", 2010, 1000),
        ("people", "black", 2030, 3000),
        *ARRESTS,
    )
    measured = benchmarks.race_benchmarks(city)
    assert measured.years == (2020,)
    # from April 2010 to July 2020 are ten years and a quarter
    assert measured.by_race["people"]["black"] == pytest.approx(2025, abs=1)
    assert measured.by_race["arrests"] == {"black": 100, "white": 80}


def test_a_benchmark_of_other_years_takes_none_from_the_rest() -> None:
    """Stops that end before the years compared are left out, and the years stay."""
    stops = {"id": "stops", "kind": "events", "name": {}, "per": {}}
    city = grouped(*PEOPLE, *ARRESTS, ("stops", "black", 2015, 9), benchmarks=[*BENCHMARKS, stops])
    measured = benchmarks.race_benchmarks(city)
    assert measured.years == (2019, 2020)
    assert list(measured.by_race) == ["people", "arrests"]


def test_a_group_as_large_as_the_smallest_cell_is_compared() -> None:
    """Five incidents, where under five are hidden, are enough for a ratio; it says they are few."""
    of_all = [
        *PEOPLE,
        *ARRESTS,
        ("people", "asian", 2010, 500),
        *(("arrests", "asian", year, 20) for year in (2019, 2020)),
    ]
    city = grouped(*of_all)
    involve(city, dt.date(2019, 3, 1), "asian", 5, 5)
    table = persons.disparities(city).table
    few = dict(table.select("group", "is_caution").unique().iter_rows())
    assert few == {"black": False, "asian": True}


def test_few_incidents_of_the_reference_are_said_too() -> None:
    """A ratio to a group with few incidents is as uncertain as one of a group with few."""
    city = vintage()
    for year in (2019, 2020):
        involve(city, dt.date(year, 1, 1), "black", 40, 40)
        involve(city, dt.date(year, 1, 1), "white", 5, 5)
    fill(city, "force_totals", ("area", "a", JANUARY, 90, 90, 90, 90, 90, 90))
    fill(city, "benchmarks", *PEOPLE, *ARRESTS)
    disparities = persons.disparities(city)
    assert disparities.reference == "white"
    assert disparities.table["is_caution"].all()
