from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from queries.stats import Table
from queries.stats.constants import CAUTION_EVENTS
from queries.stats.rates import garwood, poisson_rate, share

PHE = {"95%": 0.05, "99.8%": 0.002}
"""Confidence levels as the workbooks of PHEindicatormethods name them, and our alpha."""


@pytest.mark.parametrize(
    ("events", "exposure", "scale", "rate", "low", "high", "within"),
    [
        # Stata manual, `ci means, poisson`: 15 events in 400
        (15, 400, 1, 0.0375, 0.0209884653, 0.0618505472, 1e-10),
        # PHEindicatormethods, phe_rate: rows with fewer than 10 events, which it treats exactly
        (5, 100, 100_000, 5000, 1623.48639, 11668.332079, 1e-6),
        (1, 100, 100_000, 1000, 25.317808, 5571.643391, 1e-6),
        # by hand: with no event the upper limit is −ln(α/2)
        (0, 1, 1, 0, 0, -np.log(0.025), 1e-12),
    ],
)
def test_published_rates(
    events: int, exposure: int, scale: int, rate: float, low: float, high: float, within: float
) -> None:
    """A rate and its exact limits are the published ones."""
    table = poisson_rate([events], [exposure], scale)
    columns = [float(table[name][0]) for name in ("rate", "low", "high")]
    assert columns == pytest.approx([rate, low, high], abs=within)


def test_published_share() -> None:
    """65 of 100 has Wilson's limits as PHEindicatormethods prints them."""
    table = share([65], [100])
    columns = [float(table[name][0]) for name in ("rate", "low", "high")]
    assert columns == pytest.approx([0.65, 0.552544, 0.736358], abs=5e-7)


@pytest.mark.parametrize("sheet", ["testdata_Rate", "testdata_Rate_g"])
def test_rates_of_the_workbook(oracles: Path, sheet: str) -> None:
    """Every rate, and the limits of each row marked Exact (the others are Byar's), agree."""
    checked = 0
    for row in _rows(oracles / "phe" / "testdata_Rate.xlsx", sheet):
        for level, low, high in _limits(row):
            table = poisson_rate([row["Numerator"]], [row["Denominator"]], row["multiplier"], level)
            assert table["rate"][0] == pytest.approx(row["value"], rel=1e-9)
            if row["method"] == "Exact":
                assert table["low"][0] == pytest.approx(low, rel=1e-9)
                assert table["high"][0] == pytest.approx(high, rel=1e-9)
                checked += 1
    assert checked


@pytest.mark.parametrize("sheet", ["testdata_Prop", "testdata_Prop_g"])
def test_shares_of_the_workbook(oracles: Path, sheet: str) -> None:
    """Every row's share and Wilson limits agree, at 95 and at 99.8 %."""
    checked = 0
    for row in _rows(oracles / "phe" / "testdata_Proportion.xlsx", sheet):
        for level, low, high in _limits(row):
            table = share([row["Numerator"]], [row["Denominator"]], row["multiplier"], level)
            columns = [table[name][0] for name in ("rate", "low", "high")]
            assert columns == pytest.approx([row["value"], low, high], rel=1e-9)
            checked += 1
    assert checked


def test_wilson_rows_of_the_workbook(oracles: Path) -> None:
    """Every row marked Wilson agrees; rows marked Byars are another method's."""
    rows = _rows(oracles / "phe" / "testdata_Byars_Wilson.xlsx", "testdata_B_W")
    wilson = [row for row in rows if row["method"] == "Wilson"]
    assert wilson
    for row in wilson:
        table = share([row["x"]], [row["n"]], alpha=PHE[row["confidence"]])
        columns = [table[name][0] for name in ("low", "high")]
        assert columns == pytest.approx([row["lowercl"], row["uppercl"]], rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("make", [poisson_rate, share])
@pytest.mark.parametrize("exposure", [0.0, np.nan])
@pytest.mark.parametrize("events", [0, 7])
@pytest.mark.filterwarnings("error")
def test_without_exposure_undefined(
    make: Callable[..., Table], exposure: float, events: int
) -> None:
    """Without exposure there is no rate and no range: never 0, never a warning."""
    table = make([events], [exposure])
    assert all(np.isnan(table[name][0]) for name in ("rate", "low", "high"))


@pytest.mark.parametrize("make", [poisson_rate, share])
def test_caution_under_twelve(make: Callable[..., Table]) -> None:
    """Eleven events are to be read with caution, twelve are not (relative error 30 %)."""
    table = make([CAUTION_EVENTS - 1, CAUTION_EVENTS], [100, 100])
    assert table["is_caution"].tolist() == [True, False]


@given(st.integers(0, 10**7))
def test_garwood_keeps_its_tails(events: int) -> None:
    """At its limits the observed count has chance α/2 in each tail."""
    low, high = garwood(events)
    assert stats.poisson.cdf(events, high) == pytest.approx(0.025, rel=1e-7)
    if events:
        assert stats.poisson.sf(events - 1, low) == pytest.approx(0.025, rel=1e-7)
    else:
        assert low == 0


@pytest.mark.parametrize("events", [0.25, 0.5, 2.75])
def test_garwood_needs_no_whole_count(events: float) -> None:
    """At its limits a count in fractions has chance α/2 in the gamma form of each tail."""
    low, high = garwood(events)
    assert special.gammainc(events, low) == pytest.approx(0.025, rel=1e-9)
    assert special.gammaincc(events + 1, high) == pytest.approx(0.025, rel=1e-9)


def test_a_share_in_percent() -> None:
    """In percent a share and its limits are a hundred times as large."""
    plain, percent = share([81], [263]), share([81], [263], 100)
    for name in ("rate", "low", "high"):
        assert percent[name][0] == pytest.approx(100 * plain[name][0], rel=1e-12)


def test_all_of_any_total_is_no_more_than_the_whole() -> None:
    """The upper limit of all of 1 to 400 is 1 at most, where rounding alone would exceed it."""
    totals = np.arange(1.0, 401)
    assert (share(totals, totals)["high"] <= 1).all()
    assert (share(0 * totals, totals)["low"] >= 0).all()


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_wilson_stays_inside(events: int, more: int) -> None:
    """A share's range holds the share and stays between 0 and 1."""
    table = share([events], [events + more])
    low, part, high = (float(table[name][0]) for name in ("low", "rate", "high"))
    assert 0 <= low <= part + 1e-15
    assert part < high <= 1


def _rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Return the rows that have limits to compare: the workbooks' totals and bad input do not."""
    head, *body = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body if _is_whole(row)]


def _is_whole(row: tuple[Any, ...]) -> bool:
    return all(isinstance(cell, int | float) for cell in row[2:4]) and row[-1] is not None


def _limits(row: dict[str, Any]) -> list[tuple[float, Any, Any]]:
    """Return alpha, low and high: two levels in a wide sheet, one in a grouped one."""
    if "confidence" in row:
        return [(PHE[row["confidence"]], row["lowercl"], row["uppercl"])]
    return [
        (0.05, row["lower95_0cl"], row["upper95_0cl"]),
        (0.002, row["lower99_8cl"], row["upper99_8cl"]),
    ]
