"""A comparison of a few counts worked by hand: every number, word and reason of its table."""

import numpy as np
import pytest

from queries.change.compare import compare
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.grid.counts import exposures, grids
from queries.grid.exposure import in_years, middle
from queries.grid.placing import Placing, placing_of
from queries.grid.windows import Windows
from queries.vintage.catalog import UNKNOWN, Vintage
from tests.handmade import Count, change, day, monthly, span, vintage

WINDOWS = Windows(day("2016-01-16"), day("2017-01-15"), day("2017-01-16"), day("2018-01-15"))
BEFORE, AFTER = WINDOWS.periods


def city(*more: Count, **options: object) -> Vintage:
    """Return a vintage of 4 incidents a month in a, 6 in b, 2 unplaced; half from January 2017 on.

    There are a hundred times as many calls, and their number does not change.
    """
    rows = list(more)
    for area, n in (("a", 4), ("b", 6), (UNKNOWN, 2)):
        rows += monthly(area, "force", "2016-02", 12, n)
        rows += monthly(area, "force", "2017-02", 12, n // 2)
        rows += monthly(area, "calls", "2016-02", 24, 100 * n)
    return vintage(rows, policies=[change("p", "2017-01-16")], **options)  # type: ignore[arg-type]


def test_a_rate_is_events_by_exposure_for_city_areas_and_unknown() -> None:
    """The city is the sum of all rows; each row has its events, exposure and rate on both sides."""
    comparison = compare(city(), "force_per_calls", policy_id="p", months=12)
    assert comparison.windows == WINDOWS
    rows = comparison.table.select(
        "area_id",
        "area",
        "kind",
        "before_events",
        "after_events",
        "before_exposure",
        "after_exposure",
    ).rows()
    assert rows == [
        ("", "Handmade", "citywide", 144, 72, 14_400.0, 14_400.0),
        ("a", "A", "area", 48, 24, 4_800.0, 4_800.0),
        ("b", "B", "area", 72, 36, 7_200.0, 7_200.0),
        (UNKNOWN, UNKNOWN, UNKNOWN, 24, 12, 2_400.0, 2_400.0),
    ]
    # per 1,000 calls
    assert comparison.table["before_rate"].to_list() == pytest.approx([10.0] * 4)
    assert comparison.table["after_rate"].to_list() == pytest.approx([5.0] * 4)
    assert comparison.table["ratio"].to_list() == pytest.approx([0.5] * 4)
    assert comparison.table["verdict"].to_list() == ["fell"] * 4
    assert comparison.table["incomparable"].to_list() == [None] * 4


def test_a_count_is_measured_against_years() -> None:
    """Without a denominator the exposure of every row, the city too, is the time compared."""
    comparison = compare(city(), "force", policy_id="p", months=12)
    before, after = comparison.table["before_exposure"], comparison.table["after_exposure"]
    # 2016 is a leap year: 366 days before, 365 after
    assert before.to_list() == pytest.approx([366 / 365.25] * 4)
    assert after.to_list() == pytest.approx([365 / 365.25] * 4)
    assert comparison.table["before_rate"][0] == pytest.approx(144 / (366 / 365.25))


def test_months_needed_are_counted_from_the_months_compared() -> None:
    """Six months of ten before and two after: how many more would show a fall by half.

    By hand from the power formula, with a's own inflation φ of its 60 events before: ρ = 1 / (4·60·
    (1 − √.5)² / (7.849 φ) − 1), six times as many months, less two.
    """
    before, after = (day("2016-02-01"), day("2016-07-31")), (day("2017-02-01"), day("2017-03-31"))
    made = vintage(monthly("a", "force", "2014-01", 96, 10))
    a = compare(made, "force", before=before, after=after).table.row(1, named=True)
    needed = 6 / (4 * 60 * (1 - 0.5**0.5) ** 2 / (7.8489 * a["dispersion"]) - 1)
    assert a["before_events"] == 60
    assert a["months_to_50"] == np.ceil(needed - 2)
    assert 1 <= a["months_to_50"] <= 20


def test_residents_are_those_of_the_middle_of_each_window() -> None:
    """Person-years are mid-window residents times years; unknown areas have none."""
    populations = [("a", 2010, 1000), ("a", 2020, 2000), ("b", 2010, 3000)]
    comparison = compare(
        city(populations=populations), "force_per_residents", policy_id="p", months=12
    )
    rows = {row["area_id"]: row for row in comparison.table.to_dicts()}
    # mid-July 2016 lies 6.29 years after 1 April 2010, mid-July 2017 7.29
    assert rows["a"]["before_exposure"] == pytest.approx(1629 * 366 / 365.25, abs=2)
    assert rows["a"]["after_exposure"] == pytest.approx(1729 * 365 / 365.25, abs=2)
    assert rows["b"]["before_exposure"] == pytest.approx(3000 * 366 / 365.25)
    assert rows[""]["before_exposure"] == pytest.approx(
        rows["a"]["before_exposure"] + rows["b"]["before_exposure"]
    )
    # records without an area count in the city, but have no rate and no verdict of their own
    assert rows[UNKNOWN]["before_events"] == 24
    assert rows[UNKNOWN]["before_exposure"] is None
    assert rows[UNKNOWN]["verdict"] is None
    assert rows[""]["verdict"] is not None
    assert middle(BEFORE) == day("2016-07-16")
    assert in_years(365.25) == 1  # type: ignore[arg-type]


def test_counts_stand_in_their_window_and_month() -> None:
    """The first and the last day of a window count in it; the days next to it count in none."""
    apart = Windows(day("2016-01-16"), day("2016-03-15"), day("2016-05-16"), day("2016-07-15"))
    days = {
        "2016-01-15": None,
        "2016-01-16": (0, 0),
        "2016-02-15": (0, 0),
        "2016-02-16": (0, 1),
        "2016-03-15": (0, 1),
        "2016-03-16": None,
        "2016-05-15": None,
        "2016-05-16": (1, 0),
        "2016-07-15": (1, 1),
        "2016-07-16": None,
    }
    rows = [(area, day(text), "force", 3) for text in days for area in ("b", "elsewhere")]
    counts = grids(vintage(rows), "area", ("a", "b", UNKNOWN), apart)["force"]
    expected = np.zeros((2, 3, 2))
    for place in days.values():
        if place:
            expected[place[0], 1, place[1]] += 3
    assert [part.tolist() for part in counts] == expected.tolist()


def test_windows_may_be_unequally_long() -> None:
    """Each window has its own months: two before, three after."""
    apart = Windows(day("2016-01-01"), day("2016-02-29"), day("2016-05-01"), day("2016-07-31"))
    rows = [("a", day("2016-02-29"), "force", 3), ("a", day("2016-07-31"), "force", 5)]
    before, after = grids(vintage(rows), "area", ("a",), apart)["force"]
    assert (before.tolist(), after.tolist()) == ([[0, 3]], [[0, 0, 5]])


def test_exposure_has_a_row_for_every_area() -> None:
    """Years are the same in each area, residents differ, calls are counted."""
    published = city()
    ids = ("a", "b", UNKNOWN)
    before, after = exposures(published, measures()["force"], "area", ids, WINDOWS)
    assert before.shape == after.shape == (3, 12)
    assert before[0].tolist() == before[2].tolist()
    assert before[0] == pytest.approx(
        [d / 365.25 for d in (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    )
    calls, _ = exposures(published, measures()["force_per_calls"], "area", ids, WINDOWS)
    assert calls.sum(axis=1).tolist() == [4800, 7200, 2400]


def placed_otherwise(before: int, after: int, placing: tuple[int, int] = (9, 1)) -> Vintage:
    """Return a vintage of 100 incidents a month, of which these numbers are placed in area a."""
    return vintage(
        [
            *monthly("a", "force", "2016-02", 12, before),
            *monthly(UNKNOWN, "force", "2016-02", 12, 100 - before),
            *monthly("a", "force", "2017-02", 12, after),
            *monthly(UNKNOWN, "force", "2017-02", 12, 100 - after),
        ],
        areas=[("a", None, None)],
        policies=[change("p", "2017-01-16")],
        placing={"force": placing},
    )


@pytest.mark.parametrize(
    ("before", "after", "incomparable", "caution"),
    [
        (100, 90, None, "recording_placed"),
        (100, 79, "places", "recording_placed"),
        (75, 95, "places", "recording_placed"),
        (90, 90, None, None),
    ],
)
def test_areas_are_not_compared_where_placing_moved(
    before: int, after: int, incomparable: str | None, caution: str | None
) -> None:
    """No area has a verdict or a q where placing could explain the change; the city has both."""
    comparison = compare(placed_otherwise(before, after), "force", policy_id="p", months=12)
    whole, area, unknown = comparison.table.to_dicts()
    assert area["incomparable"] == incomparable
    assert (area["verdict"] == "not_comparable") == (incomparable is not None)
    assert (area["q"] is None) == (incomparable is not None)
    for row in (whole, unknown):
        assert row["incomparable"] is None
        assert row["verdict"] != "not_comparable"
        assert row["q"] == row["p"]
    assert ("recording_placed" in dict(comparison.cautions)) == (caution is not None)
    assert "not_by_area" not in dict(comparison.cautions)


def test_areas_are_left_out_where_too_few_records_are_placed() -> None:
    """Where less than half the records are placed, areas have no row and a caution says so."""
    comparison = compare(placed_otherwise(60, 49), "force", policy_id="p", months=12)
    assert comparison.table["kind"].to_list() == ["citywide", UNKNOWN]
    assert "not_by_area" in dict(comparison.cautions)
    enough = compare(placed_otherwise(60, 50), "force", policy_id="p", months=12)
    assert enough.table["kind"].to_list() == ["citywide", "area", UNKNOWN]


def test_placing_is_a_pair_of_shares_for_each_event() -> None:
    """The share placed is that of the window's records; without records it is one."""
    published = city(("a", day("2015-01-01"), "force", 500))
    force, per_calls = measures()["force"], measures()["force_per_calls"]
    shares = pytest.approx((10 / 12, 5 / 6))
    assert placing_of(published, force, "area", WINDOWS).shares == (shares,)
    pairs = placing_of(published, per_calls, "area", WINDOWS).shares
    assert pairs == (shares, pytest.approx((10 / 12, 10 / 12)))
    empty = placing_of(vintage(), force, "area", WINDOWS)
    assert empty.shares == ((1.0, 1.0),)
    assert (empty.is_enough, empty.bias, empty.is_shifted) == (True, 1.0, False)


@pytest.mark.parametrize(
    ("shares", "is_enough", "is_shifted"),
    [
        (((0.5, 0.5),), True, False),
        (((0.5, 0.49),), False, False),
        (((0.9, 0.9), (0.49, 0.9)), False, True),
        (((1.0, 0.8),), True, False),  # the edges of what is about the same are the same
        (((0.8, 1.0),), True, False),
        (((1.0, 0.79),), True, True),
        (((0.79, 1.0),), True, True),
    ],
)
def test_the_edges_of_placing(
    shares: tuple[tuple[float, float], ...], is_enough: bool, is_shifted: bool
) -> None:
    """Half placed is enough; a ratio of exactly 0.80 or 1.25 is not a shift."""
    assert Placing(shares).is_enough == is_enough
    assert Placing(shares).is_shifted == is_shifted


def test_nothing_placed_afterwards_is_no_ratio_to_divide_by() -> None:
    """Where no denominator record is placed after, the numerator's ratio is the bias."""
    assert Placing(((0.5, 1.0), (0.5, 0.0))).bias == 2.0


def test_the_windows_may_be_given() -> None:
    """Explicit windows override the policy, a policy overrides a day; own days have a caution."""
    published = city()
    windows = {
        "before": (day("2016-02-01"), day("2016-06-30")),
        "after": (day("2017-02-01"), day("2017-06-30")),
    }
    comparison = compare(published, "force", policy_id="p", on=day("2018-01-01"), **windows)
    assert comparison.windows.periods == (windows["before"], windows["after"])
    assert comparison.policy is not None
    assert comparison.has_given_periods
    assert not {"own_date", "own_periods"} & set(dict(comparison.cautions))
    without_policy = compare(published, "force", **windows)
    assert {"own_periods"} == {"own_date", "own_periods"} & set(dict(without_policy.cautions))
    by_policy = compare(published, "force", policy_id="p", on=day("2018-06-01"), months=12)
    assert by_policy.windows == WINDOWS
    assert not by_policy.has_given_periods
    by_day = compare(published, "force", on=day("2018-06-01"), months=12)
    assert by_day.windows.after_from == day("2018-06-01")
    assert by_day.policy is None
    assert "own_date" in dict(by_day.cautions)
    # only one window given is none
    for side in ("before", "after"):
        half = compare(published, "force", policy_id="p", months=12, **{side: windows[side]})
        assert half.windows == WINDOWS


def test_months_only_records_are_compared_by_months() -> None:
    """Windows are whole months where the source gives no day; a caution says why."""
    datasets = {"force": span("2014-01-01", "2021-12-31", resolution="month")}
    comparison = compare(city(datasets=datasets), "force", policy_id="p", months=12)
    assert comparison.windows.periods == (
        (day("2016-01-01"), day("2016-12-31")),
        (day("2017-02-01"), day("2018-01-31")),
    )
    assert "month_only" in dict(comparison.cautions)
    by_day = compare(city(datasets=datasets), "force", on=day("2017-01-16"), months=12)
    assert by_day.windows == comparison.windows
    daily = compare(city(), "force", policy_id="p", months=12)
    assert "month_only" not in dict(daily.cautions)
    with pytest.raises(NoAnswer, match="windows_not_months"):
        compare(city(datasets=datasets), "force", before=BEFORE, after=AFTER)


@pytest.mark.parametrize(("measure", "is_kept"), [("complaints", True), ("force", False)])
def test_no_two_periods_of_ones_own_tell_a_day(measure: str, *, is_kept: bool) -> None:
    """Where records leave by month, periods of one's own are whole months; a policy's stay.

    One day more in a period, less the records of the file, would give day and area of each.
    """
    counts = [*monthly("a", measure, "2014-01", 96, 9), *monthly("b", measure, "2014-01", 96, 9)]
    own = vintage(counts, policies=[change("p", "2017-01-16")])
    periods = [("2016-01-01", "2016-01-01"), ("2017-01-02", "2017-01-31")]
    for first, last in periods:
        windows = {
            "before": (day(first), day(last)),
            "after": (day("2018-01-01"), day("2018-01-31")),
        }
        if is_kept:
            with pytest.raises(NoAnswer, match="windows_not_months"):
                compare(own, measure, **windows)
        else:
            assert compare(own, measure, **windows).windows.before_from == day(first)
    on = [compare(own, measure, on=day(f"2017-01-{n}"), months=12) for n in (15, 16)]
    assert (on[0].windows == on[1].windows) == is_kept
    assert ("months_of_your_own" in dict(on[0].cautions)) == is_kept
    first = compare(own, measure, on=day("2017-01-01"), months=12)
    assert first.windows.before_to == day("2016-12-31")
    assert first.windows.after_from == day("2017-01-01")
    assert "months_of_your_own" not in dict(first.cautions)
    around = compare(own, measure, policy_id="p", months=12)
    assert around.windows.after_from == day("2017-01-16")


@pytest.mark.parametrize(
    ("first", "last", "is_refused"),
    [
        ("2016-01-15", "2016-01-15", False),
        ("2015-12-01", "2016-01-16", True),
        ("2017-01-15", "2017-01-15", True),
        ("2018-01-15", "2018-01-31", True),
        ("2018-01-16", "2018-01-31", False),
    ],
)
def test_given_windows_hold_no_gap(first: str, last: str, is_refused: bool) -> None:
    """A window that contains one day of a gap is refused, and the error gives the gap's days."""
    gaps = [{"from": first, "to": last}]
    datasets = {"force": span("2014-01-01", "2021-12-31", gaps=gaps)}
    published = city(datasets=datasets)
    if not is_refused:
        assert compare(published, "force", before=BEFORE, after=AFTER).windows == WINDOWS
        return
    with pytest.raises(NoAnswer, match="in_gap") as caught:
        compare(published, "force", before=BEFORE, after=AFTER)
    assert caught.value.values == {"first": day(first), "last": day(last)}


def test_a_break_in_recording_bars_every_row() -> None:
    """No row is comparable where recording breaks inside the windows."""
    breaking = [
        change("p", "2017-01-16"),
        change("q", "2017-06-01", recording="breaks"),
    ]
    rows = monthly("a", "force", "2016-02", 24, 9)
    comparison = compare(vintage(rows, policies=breaking), "force", policy_id="p", months=12)
    assert set(comparison.table["verdict"]) == {"not_comparable"}
    assert set(comparison.table["incomparable"]) == {"recording"}
    # a caution in recording is told, and bars nothing
    breaking[1]["recording"] = "caution"
    cautioned = compare(vintage(rows, policies=breaking), "force", policy_id="p", months=12)
    assert set(cautioned.table["incomparable"]) == {None}
    assert "recording_caution" in dict(cautioned.cautions)


def test_a_comparison_names_what_it_compares() -> None:
    """A comparison carries its city, vintage, unit, layer and policy."""
    comparison = compare(city(units={"force": "force_report"}), "force", "area", "p", months=12)
    assert (comparison.city, comparison.vintage, comparison.layer) == ("handmade", "1", "area")
    assert comparison.unit == "force_report"
    assert comparison.layer_name == {"en": "area", "es": "área"}
    assert comparison.policy is not None
    assert comparison.policy.id == "p"
