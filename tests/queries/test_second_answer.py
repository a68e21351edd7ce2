"""The second answer of a comparison, and what stands beside both."""

import json

import polars as pl
import pytest

from dashboard.tables.answers import as_json, as_table
from dashboard.words import load
from queries.change.compare import compare
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
