"""Edge days of boundary changes, and what redrawn areas are excluded from."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from queries.change.compare import compare
from queries.change.first_answer import redrawn
from queries.declared.measures import measures
from queries.grid.counts import area_ids, areas_of
from queries.grid.exposure import month_days, residents
from queries.grid.months import month_grid
from queries.grid.windows import Windows
from queries.stats.multiplicity import q_values
from queries.vintage.catalog import UNKNOWN, Vintage
from tests.handmade import change, day, monthly, vintage

WINDOWS = Windows(day("2016-01-01"), day("2017-12-31"), day("2018-01-01"), day("2019-12-31"))
FORCE = measures()["force"]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_offered", "is_redrawn"),
    [
        (None, None, True, False),
        # drawn on the first day compared it stood throughout, a day later it did not
        ("2016-01-01", None, True, False),
        ("2016-01-02", None, True, True),
        # drawn on the last day compared it has one day, the day after none
        ("2019-12-31", None, True, True),
        ("2020-01-01", None, False, True),
        # `valid_until` is the first day of the next map
        (None, "2016-01-01", False, True),
        (None, "2016-01-02", True, True),
        (None, "2019-12-31", True, True),
        (None, "2020-01-01", True, False),
        ("2016-01-01", "2020-01-01", True, False),
    ],
)
def test_the_edge_days_of_a_map(
    valid_from: str | None, valid_until: str | None, is_offered: bool, is_redrawn: bool
) -> None:
    """An area is offered if its map was in force on a day compared; it is redrawn unless on all."""
    city = vintage(areas=[("a", valid_from, valid_until)])
    areas = areas_of(city, "area", WINDOWS)
    assert areas["area_id"].to_list() == (["a"] if is_offered else [])
    assert area_ids(city, "area", WINDOWS) == (("a", UNKNOWN) if is_offered else (UNKNOWN,))
    if is_offered:
        assert redrawn(areas, WINDOWS) == [is_redrawn]


def city_redrawn(*more: tuple[str, str | None, str | None]) -> Vintage:
    """Return a vintage of areas a, b and c, where n replaced o within the windows."""
    events = [
        *monthly("a", "force", "2016-01", 24, 4),
        *monthly("a", "force", "2018-01", 24, 2),
        *monthly("b", "force", "2016-01", 24, 4),
        *monthly("b", "force", "2018-01", 24, 3),
        *monthly("c", "force", "2016-01", 48, 4),
        *monthly("o", "force", "2016-01", 12, 9),
        *monthly("n", "force", "2017-01", 36, 9),
        *monthly(UNKNOWN, "force", "2016-01", 48, 1),
    ]
    areas = [("a", None, None), ("b", None, None), ("c", None, None)]
    replaced = [("o", None, "2017-01-01"), ("n", "2017-01-01", None)]
    return vintage(events, areas=[*areas, *replaced, *more], policies=[change("p", "2018-01-01")])


def test_redrawn_areas_are_outside_the_family() -> None:
    """q is corrected over the areas that exist in both windows, and for no other row."""
    table = compare(city_redrawn(), "force", policy_id="p").table
    rows = {row["area_id"]: row for row in table.to_dicts()}
    assert list(rows) == ["", "a", "b", "c", "n", "o", UNKNOWN]
    family = q_values(np.array([rows[name]["p"] for name in "abc"]))
    assert [rows[name]["q"] for name in "abc"] == pytest.approx(family.tolist())
    for name in "no":
        assert rows[name]["q"] is None
        assert rows[name]["p"] is not None
        assert rows[name]["verdict"] == "not_comparable"
        assert rows[name]["incomparable"] == "boundaries"
    assert [rows[name]["incomparable"] for name in ("", *"abc", UNKNOWN)] == [None] * 5
    # the city and the records without an area are looked at once, and are not of the family
    for name in ("", UNKNOWN):
        assert rows[name]["q"] == rows[name]["p"]
    # with five areas in the family q would be another
    five = q_values(np.array([rows[name]["p"] for name in "abcno"]))
    assert five[:3].tolist() != pytest.approx(family.tolist())


def test_a_comparison_says_that_boundaries_changed() -> None:
    """A comparison has the caution exactly if it contains a redrawn area."""
    with_redrawn = compare(city_redrawn(), "force", policy_id="p")
    assert "boundaries_changed" in dict(with_redrawn.cautions)
    plain = vintage(
        monthly("a", "force", "2016-01", 48, 4),
        areas=[("a", None, None)],
        policies=[change("p", "2018-01-01")],
    )
    assert "boundaries_changed" not in dict(compare(plain, "force", policy_id="p").cautions)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_on_map"),
    [
        (None, None, True),
        ("2018-05-01", None, True),
        ("2018-05-02", None, False),
        (None, "2018-05-01", False),
        (None, "2018-05-02", True),
    ],
)
def test_a_month_has_the_map_of_its_first_day(
    valid_from: str | None, valid_until: str | None, is_on_map: bool
) -> None:
    """The areas of a month are those of the map in force on its first day."""
    city = vintage(monthly("a", "force", "2014-01", 96, 2), areas=[("a", valid_from, valid_until)])
    grid = month_grid(city, FORCE, "area", day("2018-05-01"))
    assert grid.ids == (["", "a", UNKNOWN] if is_on_map else ["", UNKNOWN])


@pytest.mark.parametrize(
    ("valid_from", "first_known"),
    [("2017-03-01", "2017-03-01"), ("2017-03-02", "2017-04-01"), ("2017-02-28", "2017-03-01")],
)
def test_months_before_an_area_was_drawn_are_not_known(valid_from: str, first_known: str) -> None:
    """An area's months begin with the first month that its map covers whole."""
    city = vintage(
        [*monthly("a", "force", "2014-01", 96, 2), *monthly("b", "force", "2014-01", 96, 5)],
        areas=[("a", valid_from, None), ("b", None, None)],
    )
    grid = month_grid(city, FORCE, "area", day("2018-05-01"))
    is_counted = np.isfinite(grid.events[1])
    assert grid.months[int(is_counted.argmax())] == day(first_known)
    assert is_counted[int(is_counted.argmax()) :].all()
    assert (np.isfinite(grid.exposure[1]) == is_counted).all()
    # the city and the other area are known throughout, with the records of all areas in the city
    assert grid.events[0].tolist() == [7.0] * 96
    assert grid.events[2].tolist() == [5.0] * 96


def test_months_of_a_gap_are_not_known() -> None:
    """No row has a count in the months of a gap, though the months are settled."""
    city = vintage(
        monthly("a", "force", "2014-01", 96, 2),
        datasets={
            "force": {
                "first_on": "2014-01-01",
                "last_on": "2021-12-31",
                "settled_to": "2021-10-31",
                "rates": True,
                "resolution": "day",
                "gaps": [{"from": "2016-02-01", "to": "2016-03-31"}],
            }
        },
    )
    grid = month_grid(city, FORCE, "area", day("2018-05-01"))
    gap = [month in (day("2016-02-01"), day("2016-03-01")) for month in grid.months]
    assert grid.is_gap.tolist() == gap
    assert np.isnan(grid.events).all(axis=0).tolist() == gap
    assert grid.is_settled.tolist() == [month <= day("2021-10-01") for month in grid.months]


def test_months_of_a_window_begin_on_its_first_day() -> None:
    """Two windows of whole months from a day in the month have the days of those months."""
    period = (day("2019-12-16"), day("2020-03-15"))
    assert month_days(period).tolist() == [31.0, 31.0, 29.0]
    assert month_days((day("2020-02-01"), day("2020-02-01"))).tolist() == [1.0]


def test_residents_on_the_day_of_a_census_are_those_counted() -> None:
    """A census counts the people of 1 April; a year later a tenth of the way is gone."""
    counts = pl.DataFrame({"area_id": ["a", "a"], "year": [2020, 2010], "n": [200, 100]})
    days = [dt.date(2010, 4, 1), dt.date(2011, 4, 1), dt.date(2020, 4, 1), dt.date(2010, 1, 1)]
    people = residents(counts, ["a"], days)[0]
    # 1 April is the 91st day of a year: a quarter of it, but for a day
    assert people == pytest.approx([100, 110, 200, 100], abs=0.05)


def test_residents_move_a_little_every_day() -> None:
    """3,652,500 more in ten years are 1,000 more a day; areas not asked for are left out."""
    counts = pl.DataFrame({"area_id": ["a", "a", "z"], "year": [2010, 2020, 2010]}).with_columns(
        n=pl.Series([0, 3_652_500, 7])
    )
    days = [dt.date(2015, 1, 1), dt.date(2015, 1, 2)]
    # 1 January 2015 lies 4.75 years after the census
    people = residents(counts, ["a"], days)
    assert people.tolist() == [pytest.approx([4.75 * 365_250, 4.75 * 365_250 + 1000])]
