"""The second answer of a comparison, and what stands beside both."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from dashboard.tables.answers import as_json, as_table
from dashboard.words import load
from queries.change.compare import compare
from queries.change.second_answer import (
    city_at_other_dates,
    latest_level,
    latest_months,
    second_answer,
)
from queries.dates import add_months
from queries.declared.measures import measures
from queries.grid.windows import Windows
from queries.stats.months import Record
from queries.stats.other_dates import OtherDates
from queries.stats.steadied import steadied_changes
from queries.vintage.catalog import UNKNOWN, Vintage
from tests.handmade import change, day, monthly, vintage


def city(fall_from: str = "2018-01", months: int = 48, **options: object) -> Vintage:
    """Fourteen years of 20 incidents a month in a and 40 in b; half of them for some months."""
    first, last = "2008-01", 168
    start = (int(fall_from[:4]) - 2008) * 12 + int(fall_from[5:]) - 1
    rows = []
    for area, n in (("a", 20), ("b", 40), (UNKNOWN, 2)):
        rows += monthly(area, "force", first, start, n)
        rows += monthly(area, "force", fall_from, months, n // 2)
        after = start + months
        rows += monthly(area, "force", f"{2008 + after // 12}-01", last - after, n)
    return vintage(
        rows, policies=[change("p", "2018-01-01")], first="2008-01-01", last="2021-12-31", **options
    )  # type: ignore[arg-type]


def test_a_fall_of_one_date_stands_out() -> None:
    """A record that halved once, at the policy, has no other date with a fall as large."""
    comparison = compare(city(months=24), "force", policy_id="p")
    row = comparison.table.row(0, named=True)
    assert row["verdict"] == "fell"
    assert (row["stands_out"], row["dates_as_large"]) == ("stands_out", 0)
    assert row["ratio"] == pytest.approx(0.5, abs=0.01)
    assert row["ordinary_low"] > row["ratio"]
    # 24 months on either side of a date, none of them in the policy's own windows
    assert (
        len(comparison.dates)
        == comparison.dates.filter(
            (comparison.dates["on"] <= day("2014-01-01"))
            | (comparison.dates["on"] >= day("2022-01-01"))
        ).height
    )
    assert comparison.windows_apart == 4


def test_the_last_months_stand_beside() -> None:
    """After the window ended, the last twelve settled months say whether it lasted."""
    comparison = compare(city(months=24), "force", policy_id="p")
    assert comparison.latest == (day("2021-01-01"), day("2021-12-31"))
    city_row, a = comparison.table.rows(named=True)[:2]
    assert (city_row["latest_events"], a["latest_events"]) == (12 * 62, 12 * 20)
    assert city_row["latest_rate"] == pytest.approx(744 * 365.25 / 365)


def test_months_of_the_window_are_not_told_twice() -> None:
    """Where the after window ends with the record there is no level since then."""
    comparison = compare(city(), "force", policy_id="p", months=48)
    assert comparison.latest is None
    assert comparison.table["latest_events"].to_list() == [None] * 4


def test_the_earlier_trend_is_carried_on() -> None:
    """A flat record before, 62 a month: as many are expected after, though half of them came."""
    expected = compare(city(), "force", policy_id="p").expected
    assert expected is not None
    assert expected[1] == pytest.approx(24 * 62, rel=0.01)


def test_an_area_is_seen_alone_and_with_the_others() -> None:
    """With three areas or more each has a steadied range inside its own; the city has none."""
    rows = [
        count
        for number, area in enumerate("abcdef")
        for first, n in (("2014-01", 6 + number), ("2018-01", 5 + number))
        for count in monthly(area, "force", first, 48, n)
    ]
    areas = tuple((area, None, None) for area in "abcdef")
    made = vintage(rows, areas=areas, policies=[change("p", "2018-01-01")])
    table = compare(made, "force", policy_id="p").table
    assert table["steadied"].is_null().to_list() == [True, *[False] * 6, True]
    for row in table.rows(named=True)[1:7]:
        assert row["steadied_low"] < row["steadied"] < row["steadied_high"]
        alone = row["ratio_high"] / row["ratio_low"]
        assert row["steadied_high"] / row["steadied_low"] < alone


def test_a_steadied_change_is_that_of_the_rows_beside_it() -> None:
    """The model gets each area's log ratio with half an event more and its inflated variance.

    An area without an event and one without calls are left out; the city's own variance beyond
    that of areas by themselves is shared.
    """
    rows = []
    for area, before, after in (("a", 9, 3), ("b", 5, 6), ("c", 8, 7), ("d", 0, 0), ("e", 2, 3)):
        for first, n, calls in (("2014-01", before, 50), ("2018-01", after, 80)):
            rows += monthly(area, "force", first, 48, n)
            if area != "e":
                rows += monthly(area, "calls", first, 48, calls)
    areas = tuple((area, None, None) for area in "abcde")
    made = vintage(rows, areas=areas, policies=[change("p", "2018-01-01")])
    table = compare(made, "force_per_calls", policy_id="p").table
    x0, n0, x1, n1, inflation = (
        table[name].to_numpy()
        for name in (
            "before_events", "before_exposure", "after_events", "after_exposure", "dispersion",
        )
    )  # fmt: skip
    assert (x0[1], x1[1], n0[1], n1[1]) == (216, 72, 1200, 1920)
    abc = slice(1, 4)
    y = np.log((x1[abc] + 0.5) / n1[abc]) - np.log((x0[abc] + 0.5) / n0[abc])
    v = inflation * (1 / (x0 + 0.5) + 1 / (x1 + 0.5))
    share = (x0 + x1)[abc] / (x0 + x1)[abc].sum()
    expected = steadied_changes(y, v[abc], max(0.0, v[0] - share**2 @ v[abc]))
    for name, column in (("steadied", "ratio"), ("steadied_low", "low"), ("steadied_high", "high")):
        np.testing.assert_allclose(table[name][abc].to_numpy(), expected[column], rtol=1e-9)
        assert table[name].is_null().to_list() == [True, *[False] * 3, *[True] * 3]


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        ("2017-01-01", set()),
        ("2019-01-01", {"pandemic"}),
        ("2021-01-01", {"pandemic"}),
    ],
)
def test_windows_across_the_pandemic_say_so(on: str, codes: set[str]) -> None:
    """A comparison whose windows lie on both sides of March 2020 carries a caution."""
    made = city()
    comparison = compare(made, "force", on=day(on), months=12)
    found = {code for code, _ in comparison.cautions} & {"pandemic", "long_transition"}
    later = comparison.windows.after_to >= day("2020-03-01")
    assert (found == {"pandemic"}) == (later and comparison.windows.before_from < day("2020-03-01"))
    assert found == (codes if later else set())


def test_a_long_transition_says_so() -> None:
    """More than a year between the windows is a caution; a year is none."""
    made = city()
    before = (day("2014-01-01"), day("2014-12-31"))
    for first, is_long in (("2016-01-01", False), ("2016-01-05", True)):
        after = (day(first), day(first.replace("2016", "2017")))
        comparison = compare(made, "force", before=before, after=after)
        codes = {code for code, _ in comparison.cautions}
        assert ("long_transition" in codes) == is_long


def test_a_high_period_before_says_so() -> None:
    """Where the two years before are the highest of the record, it is said."""
    rows = monthly("a", "force", "2010-01", 72, 20) + monthly("a", "force", "2016-01", 24, 30)
    rows += monthly("a", "force", "2018-01", 48, 20)
    made = vintage(rows, policies=[change("p", "2018-01-01")], first="2010-01-01")
    codes = {code for code, _ in compare(made, "force", policy_id="p").cautions}
    assert "high_before" in codes
    calm = {code for code, _ in compare(made, "force", on=day("2014-01-01")).cautions}
    assert "high_before" not in calm


WINDOWS = Windows(day("2016-01-01"), day("2017-12-31"), day("2018-01-01"), day("2019-12-31"))


def months_from(first: str, count: int) -> list[dt.date]:
    """Return the first days of consecutive months."""
    return [add_months(day(first), month) for month in range(count)]


@pytest.mark.parametrize(
    ("first", "count", "expected"),
    [
        ("2020-01-01", 12, ("2020-01-01", "2020-12-31")),
        ("2020-01-01", 14, ("2020-03-01", "2021-02-28")),
        ("2020-01-01", 11, None),
        # the after window has the first of them
        ("2019-12-01", 12, None),
        ("2010-01-01", 12, None),
        ("2020-01-01", 0, None),
    ],
)
def test_the_last_months_are_a_year_after_the_window(
    first: str, count: int, expected: tuple[str, str] | None
) -> None:
    """Twelve months to the end of the record, or none if the window has one or they are fewer."""
    days = expected and (day(expected[0]), day(expected[1]))
    assert latest_months(months_from(first, count), WINDOWS) == days
    ends = Windows(day("2016-01-01"), day("2017-12-31"), day("2018-01-01"), day("2020-01-01"))
    assert latest_months(months_from("2020-01-01", 12), ends) is None


def test_the_level_of_the_last_months_by_hand() -> None:
    """3 + 4 events in 0.25 + 0.25 are 14, per 10,000 140,000; without exposure there is no rate."""
    events = np.array([[9.0, 3, 4], [9, 0, 5]])
    exposure = np.array([[1.0, 0.25, 0.25], [1, 0, 0]])
    neither = np.zeros(3, bool)
    made = Record(events, exposure, 0, neither, neither)
    months, latest = months_from("2020-01-01", 3), (day("2020-02-01"), day("2020-03-31"))
    measure = measures()["force_per_residents"]
    counts, rates = latest_level(made, months, latest, measure)
    assert (counts.to_list(), rates.to_list()) == ([7, 5], [140_000, None])
    counts, rates = latest_level(made, months, None, measure)
    assert (counts.to_list(), rates.to_list()) == ([None] * 2, [None] * 2)


def elsewhere() -> OtherDates:
    """Four rows at two other dates, the third without a range."""
    return OtherDates(
        starts=np.array([1, 2]),
        ratios=np.array([[0.9, np.nan], [7, 8], [7, 8], [7, 8]]),
        own=np.full(4, 0.5),
        as_large=np.array([0, 1, 2, 3]),
        low=np.array([0.8, 0.8, np.nan, 0.8]),
        high=np.array([1.2, 1.2, np.nan, 1.2]),
        independent=5,
        p=np.full(4, 0.5),
        answer=np.array(["stands_out", "stands_out", "too_short", "does_not_stand_out"]),
    )


def test_which_rows_have_a_second_answer() -> None:
    """A row that cannot be compared has none, nor one without a ratio; an unknown limit is null."""
    table = pl.DataFrame(
        {
            "verdict": ["fell", "not_comparable", "no_clear_change", "too_few_to_tell"],
            "ratio": [0.5, 0.5, 0.5, None],
        }
    )
    columns = {column.name: column.to_list() for column in second_answer(elsewhere(), table)}
    assert columns == {
        "stands_out": ["stands_out", None, "too_short", None],
        "dates_as_large": [0, None, 2, None],
        "date_ratio": [0.5, None, 0.5, None],
        "ordinary_low": [0.8, None, None, None],
        "ordinary_high": [1.2, None, None, None],
    }


def test_the_citys_other_dates_are_its_own() -> None:
    """The first row's ratios stand at the months at which the after windows begin."""
    dates = city_at_other_dates(elsewhere(), months_from("2020-01-01", 3))
    assert dates.rows() == [(day("2020-02-01"), 0.9), (day("2020-03-01"), None)]


@pytest.mark.parametrize(
    ("days", "is_across"),
    [
        (("2018-03-02", "2019-03-01", "2019-03-02", "2020-03-01"), True),
        (("2018-03-01", "2019-02-28", "2019-03-01", "2020-02-29"), False),
        (("2020-03-01", "2020-08-31", "2020-09-01", "2021-02-28"), False),
        (("2020-02-29", "2020-08-31", "2020-09-01", "2021-02-28"), True),
    ],
)
def test_the_edge_days_of_the_pandemic(days: tuple[str, ...], is_across: bool) -> None:
    """Windows are across it if they begin before March 2020 and have its first day."""
    first, second, third, last = (day(text) for text in days)
    comparison = compare(city(), "force", before=(first, second), after=(third, last))
    assert ("pandemic" in dict(comparison.cautions)) is is_across


def test_the_city_has_its_dates_where_an_area_cannot_be_compared() -> None:
    """An area drawn inside the windows takes neither the dates nor the trend from the city."""
    made = city(months=24, areas=(("a", "2017-01-01", None), ("b", None, None)))
    comparison = compare(made, "force", policy_id="p")
    assert comparison.table["incomparable"].to_list() == [None, "boundaries", None, None]
    assert comparison.expected is not None
    assert len(comparison.dates) > 0


def test_a_city_that_cannot_be_compared_has_no_dates() -> None:
    """Windows of other seasons have no other dates and no trend beside them."""
    before, after = (day("2016-01-01"), day("2017-06-30")), (day("2018-01-01"), day("2019-12-31"))
    comparison = compare(city(), "force", before=before, after=after)
    assert set(comparison.table["verdict"]) == {"not_comparable"}
    assert comparison.expected is None
    assert len(comparison.dates) == 0
    assert comparison.windows_apart > 0


def test_an_area_without_events_has_no_second_answer() -> None:
    """Nothing before and nothing after is no change that could stand out, though years before had
    records; the sentence of the row says so in every language.
    """
    rows = monthly("a", "force", "2008-01", 168, 20) + monthly("b", "force", "2008-01", 48, 3)
    made = vintage(
        rows, policies=[change("p", "2018-01-01")], first="2008-01-01", last="2021-12-31"
    )
    comparison = compare(made, "force", policy_id="p")
    b = comparison.table.row(by_predicate=pl.col("area_id") == "b", named=True)
    assert (b["before_events"], b["after_events"], b["ratio"]) == (0, 0, None)
    assert (b["stands_out"], b["ordinary_low"]) == (None, None)
    for language in ("en", "es"):
        assert as_table(comparison, load(language))["sentence"].null_count() == 0


def test_a_rise_from_nothing_is_valid_json() -> None:
    """From 0 to 13 the ratio has no end; JSON knows no such number and gets null."""
    rows = monthly("a", "force", "2014-01", 96, 20) + monthly("b", "force", "2018-02", 13, 1)
    made = vintage(rows, policies=[change("p", "2018-01-01")])
    answer = as_json(compare(made, "force", policy_id="p"), load("en"))
    b = next(area for area in answer["areas"] if area["area_id"] == "b")
    assert (b["before"]["events"], b["after"]["events"]) == (0, 13)
    assert (b["ratio"]["value"], b["ratio"]["high"], b["verdict"]) == (None, None, "rose")
    json.dumps(answer, allow_nan=False)
