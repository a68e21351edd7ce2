"""The whole comparable record around two windows."""

import datetime as dt

import numpy as np
import pytest

from queries.change.compare import compare
from queries.dates import add_months
from queries.declared.measures import measures
from queries.grid.counts import area_ids, areas_of
from queries.grid.record import comparable, record_of, whole_months
from queries.grid.windows import Windows, is_other_season, is_short
from queries.stats.months import Record
from queries.vintage.catalog import UNKNOWN, Vintage
from tests.handmade import change, day, monthly, span, vintage

WINDOWS = Windows(day("2016-01-16"), day("2017-01-15"), day("2017-01-16"), day("2018-01-15"))


def city(**options: object) -> Vintage:
    """A city of 3 incidents a month in a, 5 in b and 1 unplaced, from 2014 to 2021."""
    rows = [
        count
        for area, n in (("a", 3), ("b", 5), (UNKNOWN, 1))
        for count in monthly(area, "force", "2014-01", 96, n)
    ]
    return vintage(rows, **options)  # type: ignore[arg-type]


def record(made: Vintage, windows: Windows = WINDOWS) -> tuple[list[dt.date], Record]:
    """The months and the record of force around two windows."""
    force = measures()["force"]
    months = whole_months(comparable(made, force, windows))
    areas, ids = areas_of(made, "area", windows), area_ids(made, "area", windows)
    return months, record_of(made, force, "area", areas, ids, windows, months)


def test_the_city_is_the_sum_of_all_rows() -> None:
    """First the city, then the areas, last the unplaced; time is the same for all."""
    months, made = record(city())
    assert (months[0], months[-1], len(months)) == (day("2014-01-01"), day("2021-12-01"), 96)
    np.testing.assert_array_equal(made.events[:, 0], [9, 3, 5, 1])
    np.testing.assert_allclose(made.exposure[:, 0], 31 / 365.25)
    assert made.first == 0


def test_a_month_belongs_to_the_window_that_has_its_middle() -> None:
    """Windows from the 16th: January 2016 lies before, January 2017 before, January 2018 after."""
    months, made = record(city())
    before = [month for month, inside in zip(months, made.is_before, strict=True) if inside]
    after = [month for month, inside in zip(months, made.is_after, strict=True) if inside]
    assert (before[0], before[-1]) == (day("2016-02-01"), day("2017-01-01"))
    assert (after[0], after[-1]) == (day("2017-02-01"), day("2018-01-01"))
    assert not (made.is_before & made.is_after).any()


def test_a_window_without_a_middle_has_its_first_month() -> None:
    """Three days at the start of a month count as that month, and four weeks from a 16th too."""
    weeks = Windows(day("2016-03-16"), day("2016-04-14"), day("2017-03-20"), day("2017-04-14"))
    months, made = record(city(), weeks)
    assert [month for month, inside in zip(months, made.is_before, strict=True) if inside] == [
        day("2016-03-01")
    ]
    days = Windows(day("2016-03-01"), day("2016-03-03"), day("2017-03-20"), day("2017-03-22"))
    months, made = record(city(), days)
    assert [month for month, inside in zip(months, made.is_before, strict=True) if inside] == [
        day("2016-03-01")
    ]
    assert [month for month, inside in zip(months, made.is_after, strict=True) if inside] == [
        day("2017-03-01")
    ]


def test_a_break_in_recording_ends_the_record() -> None:
    """Months before the last break ahead of the windows and from the next one on are left out."""
    made = city(
        policies=[
            change("early", "2015-06-10", recording="breaks"),
            change("late", "2019-03-01", recording="breaks"),
            change("softer", "2018-06-01", recording="caution"),
        ]
    )
    months, _ = record(made)
    assert (months[0], months[-1]) == (day("2015-07-01"), day("2019-02-01"))


def test_a_break_inside_the_windows_ends_nothing() -> None:
    """What lies inside the windows makes them incomparable, and the record is that around them."""
    made = city(policies=[change("inside", "2016-06-10", recording="breaks")])
    assert len(record(made)[0]) == 96
    table = compare(made, "force", policy_id="inside", months=12).table
    assert set(table["incomparable"]) == {"recording"}
    assert table["stands_out"].to_list() == [None] * 4


def test_a_gap_ends_the_record() -> None:
    """Only the months on the windows' side of a gap are of one record."""
    gap = [{"from": "2015-03-01", "to": "2015-05-31"}]
    made = city(datasets={"force": span("2014-01-01", "2021-12-31", gaps=gap)})
    assert record(made)[0][0] == day("2015-06-01")


def test_an_area_off_the_map_has_no_record() -> None:
    """Months before an area was drawn are unknown in its row; the city still counts them."""
    made = city(areas=(("a", None, None), ("b", "2015-01-01", None)))
    _, drawn = record(made)
    assert np.isnan(drawn.events[2, :12]).all()
    assert np.isfinite(drawn.events[2, 12:]).all()
    np.testing.assert_array_equal(drawn.events[0], 9)


@pytest.mark.parametrize(
    ("span_of", "expected"),
    [
        (("2015-01-01", "2015-03-31"), ["2015-01-01", "2015-02-01", "2015-03-01"]),
        (("2015-01-02", "2015-03-30"), ["2015-02-01"]),
        (("2015-01-02", "2015-01-30"), []),
    ],
)
def test_only_whole_months_count(span_of: tuple[str, str], expected: list[str]) -> None:
    """A month that a record holds only in part is none."""
    first, last = (day(text) for text in span_of)
    assert whole_months((first, last)) == [day(text) for text in expected]


@pytest.mark.parametrize(
    ("breaks_on", "first", "last"),
    [
        ("2014-01-01", "2014-01-01", "2021-12-31"),
        ("2016-01-15", "2016-01-15", "2021-12-31"),
        # on the first day compared the whole windows are recorded alike
        ("2016-01-16", "2016-01-16", "2021-12-31"),
        # inside the windows, their last day too, nothing is cut off
        ("2016-01-17", "2014-01-01", "2021-12-31"),
        ("2018-01-15", "2014-01-01", "2021-12-31"),
        ("2018-01-16", "2014-01-01", "2018-01-15"),
        ("2021-12-31", "2014-01-01", "2021-12-30"),
    ],
)
def test_the_edge_days_of_a_break(breaks_on: str, first: str, last: str) -> None:
    """A record begins with a break up to the windows' first day and ends before a later one."""
    made = city(policies=[change("x", breaks_on, recording="breaks")])
    assert comparable(made, measures()["force"], WINDOWS) == (day(first), day(last))


def test_the_nearest_breaks_count() -> None:
    """Of two breaks before the windows the later counts, of two after them the earlier."""
    days = ("2014-05-01", "2015-05-01", "2019-05-01", "2020-05-01")
    made = city(policies=[change(text, text, recording="breaks") for text in days])
    assert comparable(made, measures()["force"], WINDOWS) == (day(days[1]), day("2019-04-30"))


def recorded(measure: str, **options: object) -> tuple[list[dt.date], Record]:
    """The months and the record of a measure in a of 3 force reports a month and b of 5, of which
    2 are known and one a yes, and ten times as many calls; a second record begins in mid-February.
    """
    rows = [
        count
        for area, n in (("a", 3), ("b", 5))
        for event, times in (
            ("force", n), ("calls", 10 * n), ("force_crisis", 1), ("force_crisis_known", 2),
        )
        for count in monthly(area, event, "2014-01", 96, times)
    ]  # fmt: skip
    made = vintage(rows, first="2014-02-10", **options)  # type: ignore[arg-type]
    declared = measures()[measure]
    months = whole_months(comparable(made, declared, WINDOWS))
    areas, ids = areas_of(made, "area", WINDOWS), area_ids(made, "area", WINDOWS)
    return months, record_of(made, declared, "area", areas, ids, WINDOWS, months)


def test_calls_are_the_exposure_of_a_rate_per_calls() -> None:
    """Exposure counted from records is that of each area, and their sum in the city."""
    months, made = recorded("force_per_calls")
    assert (months[0], made.first, made.is_share) == (day("2014-03-01"), 2, False)
    assert made.events.shape == made.exposure.shape == (4, 94)
    np.testing.assert_array_equal(made.events[:, -1], [8, 3, 5, 0])
    np.testing.assert_array_equal(made.exposure, np.tile([[80], [30], [50], [0]], 94))


def test_residents_are_the_exposure_of_a_rate_per_residents() -> None:
    """Residents times years add up to those of the city; records without an area have none."""
    _, made = recorded("force_per_residents")
    np.testing.assert_allclose(
        made.exposure[:, 0], np.array([4000, 1000, 3000, np.nan]) * 31 / 365.25
    )


def test_a_share_is_a_part_of_what_is_known() -> None:
    """A share's record says so, and its exposure are the records of which the answer is known."""
    _, made = recorded("force_in_crisis")
    assert made.is_share
    np.testing.assert_array_equal(made.events[:, 0], [2, 1, 1, 0])
    np.testing.assert_array_equal(made.exposure[:, 0], [4, 2, 2, 0])


def test_a_measure_without_any_record_has_zeros() -> None:
    """An event that no record has is counted as none, above and below the line."""
    _, made = recorded("force_high_level")
    assert (made.events == 0).all()
    assert (made.exposure == 0).all()


def test_the_first_and_the_last_month_of_a_map() -> None:
    """An area has the month in which its map begins, and none from the next map on."""
    months, made = recorded(
        "force",
        areas=(("a", "2015-06-01", None), ("b", None, "2017-06-01")),
    )
    in_a, in_b = (np.isfinite(made.events[row]) for row in (1, 2))
    assert months[int(np.flatnonzero(in_a)[0])] == day("2015-06-01")
    assert in_a.sum() == 94 - 15
    assert months[int(np.flatnonzero(in_b)[-1])] == day("2017-05-01")
    assert in_b.sum() == 39
    np.testing.assert_array_equal(np.isfinite(made.exposure), np.isfinite(made.events))


def test_a_middle_on_the_first_or_the_last_day_of_a_window_is_in_it() -> None:
    """Windows from a 15th to a 15th have the months of both of these days."""
    edges = Windows(day("2016-03-15"), day("2016-05-15"), day("2017-03-16"), day("2017-05-14"))
    months, made = record(city(), edges)
    inside = [
        [month for month, is_in in zip(months, side, strict=True) if is_in]
        for side in (made.is_before, made.is_after)
    ]
    assert inside == [
        [day("2016-03-01"), day("2016-04-01"), day("2016-05-01")],
        [day("2017-04-01")],
    ]


@pytest.mark.parametrize("measure", ["force", "force_per_residents"])
def test_a_record_without_a_whole_month_is_answered(measure: str) -> None:
    """Two windows of days in a record that holds no whole month: counts, and no second answer."""
    rows = [(area, day("2015-01-05"), event, 9) for area in "ab" for event in ("force", "calls")]
    made = vintage(rows, first="2015-01-02", last="2015-02-27")
    before = (day("2015-01-02"), day("2015-01-20"))
    after = (day("2015-01-21"), day("2015-02-20"))
    comparison = compare(made, measure, before=before, after=after)
    assert comparison.table["before_events"].to_list() == [18, 9, 9, 0]
    assert set(comparison.table["stands_out"]) == {None}
    assert (comparison.latest, comparison.expected, len(comparison.dates)) == (None, None, 0)


@pytest.mark.parametrize(
    ("on", "months", "is_cut"),
    [
        ("2016-01-01", 24, False),
        ("2016-01-01", 36, True),  # the records begin two years before
        ("2020-06-01", 24, True),
        ("2020-06-01", 12, False),
    ],
)
def test_a_shorter_window_than_asked_is_said(on: str, months: int, is_cut: bool) -> None:
    """Windows that the records cut shorter than asked for carry a caution; given ones do not."""
    comparison = compare(city(), "force", on=day(on), months=months)
    first, last = comparison.windows.periods[1]
    assert (add_months(first, months) > last + dt.timedelta(days=1)) == is_cut
    assert ("windows_cut" in {code for code, _ in comparison.cautions}) == is_cut
    windows = comparison.windows.periods
    exact = compare(city(), "force", before=windows[0], after=windows[1], months=months)
    assert "windows_cut" not in {code for code, _ in exact.cautions}


@pytest.mark.parametrize(
    ("days", "short", "other"),
    [
        # whole years, of the same or of other lengths, have the same seasons
        (("2015-01-01", "2015-12-31", "2017-01-01", "2017-12-31"), False, False),
        (("2014-01-01", "2015-12-31", "2017-01-01", "2017-12-31"), False, False),
        (("2015-03-15", "2016-03-14", "2017-09-15", "2018-09-14"), False, False),
        # the same quarter twice is short, though of one season
        (("2015-01-01", "2015-03-31", "2017-01-01", "2017-03-31"), True, False),
        (("2016-01-01", "2016-03-31", "2018-06-01", "2018-08-31"), True, True),
        # eighteen months from January and from July hold other halves twice
        (("2014-01-01", "2015-06-30", "2016-07-01", "2017-12-31"), False, True),
        (("2014-01-01", "2015-06-30", "2016-01-01", "2017-06-30"), False, False),
        # a day less than a year
        (("2015-01-01", "2015-12-30", "2017-01-01", "2017-12-31"), True, False),
    ],
)
def test_windows_of_other_seasons_have_no_verdict(
    days: tuple[str, ...], short: bool, other: bool
) -> None:
    """Windows under a year, or of other parts of the year, carry a caution and no verdict."""
    windows = Windows(*(day(text) for text in days))
    assert (is_short(windows), is_other_season(windows)) == (short, other)
    comparison = compare(city(), "force", before=windows.periods[0], after=windows.periods[1])
    codes = {code for code, _ in comparison.cautions}
    assert ("windows_short" in codes, "windows_other_season" in codes) == (short, other)
    is_refused = set(comparison.table["verdict"]) == {"not_comparable"}
    assert is_refused == (short or other)
    if is_refused:
        assert set(comparison.table["incomparable"]) == {"season" if other else "short"}
        assert comparison.table["stands_out"].to_list() == [None] * 4
    assert (comparison.table["season_ratio"][0] is not None) == other
