"""Comparisons on the sample city and Chicago, checked by counts that do not use the marts."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dashboard.tables.answers import as_table
from dashboard.words import load
from queries.change.compare import compare
from queries.errors import NoAnswer
from queries.grid import exposure
from queries.grid.series import monthly
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.languages import LANGUAGES

BEFORE = (dt.date(2015, 10, 16), dt.date(2017, 10, 15))
AFTER = (dt.date(2017, 10, 16), dt.date(2019, 10, 15))


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture
def chicago(chicago_home: Path) -> Vintage:
    """The published vintage of Chicago's real data."""
    with at_home(chicago_home):
        return open_city("chicago")


def test_chicago_force_reports(chicago: Vintage) -> None:
    """The reports around the 2017 order agree with counts made independently of Accord.

    Source: the README of the real data, which are no part of the project: 9,522 after the order,
    less the 15 of the first release that it leaves in, and 2 more that are no second copies
    (docs/decisions/2026-11-chicago-releases.md).
    """
    comparison = compare(chicago, "force", policy_id="g03-02-2017", before=BEFORE, after=AFTER)
    table = comparison.table
    city, unknown = table.row(0, named=True), table.row(-1, named=True)
    assert (city["before_events"], city["after_events"]) == (9_355, 9_509)
    assert unknown["before_events"] + unknown["after_events"] == 152
    areas = table.filter(pl.col("kind") == "area")
    assert len(areas) == 77
    assert areas.select(pl.col("ratio_low", "verdict").null_count()).row(0) == (0, 0)
    assert [code for code, _ in comparison.cautions][:2] == [
        "recording_caution",
        "force_report_unit",
    ]


def test_chicago_default_windows_exclude_the_transition(chicago: Vintage) -> None:
    """Days from announcement to effect are in neither window; both windows are whole years."""
    comparison = compare(chicago, "force", policy_id="g03-02-2017")
    windows, city = comparison.windows, comparison.table.row(0, named=True)
    # before from May 2015, when no report stands twice; 9,799 after would not be fewer
    assert (city["before_events"], city["after_events"]) == (9_840, 9_509)
    assert windows.after_from == dt.date(2017, 10, 16)
    assert windows.transition is not None
    assert windows.transition[1] == dt.date(2017, 10, 15)
    assert [len(exposure.month_days(period)) for period in windows.periods] == [24, 24]


def test_a_winter_and_a_summer_are_no_rise(chicago: Vintage) -> None:
    """Winter 2016 against summer 2018 was called a rise of 42 %: season alone would give most of
    it, and no verdict is left.
    """
    winter = (dt.date(2016, 1, 1), dt.date(2016, 3, 31))
    summer = (dt.date(2018, 6, 1), dt.date(2018, 8, 31))
    city = compare(chicago, "force", before=winter, after=summer).table.row(0, named=True)
    assert (city["before_events"], city["after_events"]) == (945, 1344)
    assert (city["verdict"], city["incomparable"]) == ("not_comparable", "season")
    assert city["season_ratio"] == pytest.approx(1.05, abs=0.005)
    assert city["season_low"] < 1 < city["season_high"]


def test_areas_and_unknown_add_up_to_the_city(sample: Vintage) -> None:
    """Areas and records without an area add up to the city, for every measure and both windows."""
    for measure in sample.measures("neighborhood"):
        table = compare(sample, measure.id, "neighborhood", "deescalation-2019").table
        for column in ("before_events", "after_events"):
            assert table[column][0] == table[column][1:].sum(), (measure.id, column)


def test_counts_are_those_of_the_records(sample: Vintage) -> None:
    """The counts of a window from the marts equal the counts of the records."""
    comparison = compare(sample, "force_per_calls", policy_id="deescalation-2019")
    first, last = comparison.windows.periods[1]
    ((records,),) = sample.reader.rows(
        "select count(*) from force_incidents where occurred_on between ? and ?", [first, last]
    )
    ((calls,),) = sample.reader.rows(
        "select count(*) from calls where received_at::date between ? and ?", [first, last]
    )
    city = comparison.table.row(0, named=True)
    assert (city["after_events"], city["after_exposure"]) == (records, calls)


def test_a_count_is_a_number_a_year(sample: Vintage) -> None:
    """Without a denominator the rate is events divided by years, for the city as for an area."""
    table = compare(sample, "force", policy_id="deescalation-2019").table
    for row in (table.row(0, named=True), table.row(1, named=True)):
        assert row["before_rate"] == pytest.approx(row["before_events"] / (730 / 365.25))


def test_a_policy_that_widened_recording_has_no_verdict(sample: Vintage) -> None:
    """No area is comparable where recording breaks inside the windows; the reason is given."""
    comparison = compare(sample, "force_per_calls", policy_id="show-of-force-2022", months=12)
    assert set(comparison.table["verdict"]) == {"not_comparable"}
    assert comparison.cautions[0][0] == "recording_breaks"


def test_recording_of_force_says_nothing_about_calls(sample: Vintage) -> None:
    """A change in what counts as force leaves measures without force comparable."""
    comparison = compare(sample, "calls_public", policy_id="show-of-force-2022", months=12)
    assert "not_comparable" not in set(comparison.table["verdict"])


def test_windows_reach_no_provisional_month(sample: Vintage) -> None:
    """Windows with provisional days are refused, and the message names the last settled day."""
    measure = sample.measure("force", "neighborhood")
    _, settled = sample.span(measure)
    with pytest.raises(NoAnswer, match="windows_outside_data") as caught:
        compare(
            sample,
            "force",
            before=(dt.date(2017, 1, 1), dt.date(2018, 12, 31)),
            after=(dt.date(2021, 1, 1), settled + dt.timedelta(days=1)),
        )
    assert caught.value.values["last"] == settled


def test_an_absent_measure_has_its_reason(chicago: Vintage) -> None:
    """A measure that a city does not publish is absent with a reason and is never zero."""
    missing = {measure.id: reason for measure, reason in chicago.missing("community_area")}
    assert missing["force_per_calls"] == "not_published"
    assert missing["complaints"] == "not_placed"
    with pytest.raises(NoAnswer, match="measure_missing"):
        compare(chicago, "force_per_calls", policy_id="g03-02-2017")


def test_the_biased_calls_are_barred_from_rates(new_orleans_home: Path) -> None:
    """New Orleans' calls with a camera request are loaded, and no rate may use them."""
    with at_home(new_orleans_home):
        city = open_city("new_orleans")
    missing = {measure.id: reason for measure, reason in city.missing("district")}
    assert isinstance(missing["force_per_calls"], dict)
    assert set(missing["force_per_calls"]) == {"en", "es"}
    assert "force" in [measure.id for measure in city.measures("district")]
    assert city.manifest.tables["calls"] == 6_528


def test_monthly_series_adds_up(sample: Vintage) -> None:
    """The months of a series hold every incident; the last ones are marked provisional."""
    months = monthly(sample, "force")
    assert months["events"].sum() == sample.manifest.tables["force_incidents"]
    assert months["is_provisional"].to_list()[-3:] == [False, True, True]
    assert months["month"].is_sorted()


def test_residents_between_censuses_lie_on_a_line() -> None:
    """Residents change linearly between censuses; before and after, the nearest count applies."""
    counts = pl.DataFrame(
        {"area_id": ["a", "a", "b"], "year": [2010, 2020, 2020], "n": [100, 200, 50]}
    )
    days = [dt.date(2005, 1, 1), dt.date(2015, 4, 2), dt.date(2024, 1, 1)]
    residents = exposure.residents(counts, ["b", "a", "c"], days)
    assert residents[0].tolist() == [50, 50, 50]
    assert residents[1] == pytest.approx([100, 150, 200], abs=0.1)
    assert np.isnan(residents[2]).all()


def test_a_city_is_named_in_the_readers_language(sample: Vintage) -> None:
    """The note that the sample city is not real has the language of its sentence."""
    comparison = compare(sample, "force", policy_id="deescalation-2019")
    city = {
        language: as_table(comparison, load(language)).row(0, named=True) for language in LANGUAGES
    }
    assert city["en"]["area"] == "Rivermont (sample city, not real)"
    assert city["es"]["area"] == "Rivermont (ciudad de muestra, no real)"
    assert city["es"]["area"] in city["es"]["sentence"]


def test_a_manifest_names_its_sources(sample_home: Path) -> None:
    """The manifest names its sources with address, hash and day, so that a number can be cited."""
    with at_home(sample_home):
        vintage = open_city("sample")
    assert all(len(file.sha256) == 64 for file in vintage.manifest.files)
    assert all(source.origin and source.retrieved_on for source in vintage.city.sources)
    assert "not real" in vintage.city.name
