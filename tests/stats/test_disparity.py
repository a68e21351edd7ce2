from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats import ratios
from queries.stats.disparity import disparity, unknown_bounds

BLACK, WHITE = 1, 3
"""Codes of the file."""


def test_published_frisk(oracles: Path) -> None:
    """The same stops: 7.0 by residents, 1.18 by prior arrests (Gelman & Hill 2007, data as given).

    The file's counts carry noise, as its authors say; residents stand once per precinct.
    """
    stops, arrests, people = (dict.fromkeys((BLACK, WHITE), 0.0) for _ in range(3))
    for line in (oracles / "nyc_frisk" / "frisk_with_noise.txt").read_text().splitlines():
        cells = line.split()
        if len(cells) == 6 and cells[0].isdigit() and int(cells[4]) in stops:
            stop, residents, past, _, group, crime = map(int, cells)
            stops[group] += stop
            arrests[group] += past
            people[group] += residents if crime == 1 else 0
    table = disparity(
        stops[BLACK],
        stops[WHITE],
        {name: (of[BLACK], of[WHITE]) for name, of in (("people", people), ("arrests", arrests))},
    )
    assert table["benchmark"].tolist() == ["people", "arrests"]
    assert table["ratio"][0] == pytest.approx(7.0, abs=0.05)
    assert table["ratio"][1] == pytest.approx(1.18, abs=0.005)
    assert (table["low"] > 1).all()


def test_is_the_ratio_of_two_rates() -> None:
    """Ratio, range and p are those of the before and after comparison, group in place of period."""
    table = disparity(41, 15, {"a": (28_010, 19_017), "b": (100, 100)})
    # Stata manual, `iri`: 1.855759, mid-P p .0355
    assert table["ratio"][0] == pytest.approx(1.855759, abs=5e-7)
    assert table["p"][0] == pytest.approx(0.0355, abs=5e-5)
    assert table["method"].tolist() == ["mid-P", "mid-P"]
    wide = disparity(41, 15, {"a": (28_010, 19_017), "b": (100, 100)}, phi=2)
    expected = ratios.exact(7.5, [19_017, 100], 20.5, [28_010, 100])
    for name, column in zip(("low", "high", "p"), expected, strict=True):
        np.testing.assert_array_equal(wide[name], column)
    assert wide["method"].tolist() == ["exact, counts / dispersion"] * 2


@pytest.mark.parametrize("benchmarks", [{}, {"residents": (100.0, 200.0)}])
def test_one_benchmark_is_refused(benchmarks: dict[str, tuple[float, float]]) -> None:
    """One benchmark alone gives no answer."""
    with pytest.raises(ValueError, match="two benchmarks"):
        disparity(5, 5, benchmarks)


@pytest.mark.filterwarnings("error")
def test_zeros() -> None:
    """A benchmark of 0 and no event at all are undefined; no event in one group has a range."""
    table = disparity(5, 0, {"a": (0, 10), "b": (10, 10)})
    assert table["method"].tolist() == ["undefined", "mid-P"]
    assert (table["ratio"][1], table["high"][1]) == (np.inf, np.inf)
    assert table["low"][1] > 1
    assert set(disparity(0, 0, {"a": (1, 1), "b": (2, 2)})["method"]) == {"undefined"}


def test_bounds_by_hand() -> None:
    """60 and 30 events, 30 unknown of 150: from 60/60 to 90/30 at equal benchmarks."""
    table = unknown_bounds(60, 100, 30, 100, 30, 150)
    bounds = [table[name][0] for name in ("unknown_share", "lowest", "highest")]
    assert bounds == [0.2, 1.0, 3.0]
    assert unknown_bounds(0, 1, 0, 1, 1, 1)["unknown_share"][0] == 1
    assert np.isnan(unknown_bounds(0, 1, 0, 1, 0, 0)["unknown_share"][0])


@given(*[st.integers(1, 10**5)] * 4, st.integers(0, 10**5), st.integers(0, 100))
def test_bounds_hold_every_allocation(
    events: int, benchmark: int, other_events: int, other_benchmark: int, unknown: int, percent: int
) -> None:
    """However unknown records are shared out between the two groups, the ratio lies inside."""
    table = unknown_bounds(events, benchmark, other_events, other_benchmark, unknown, 10**6)
    to_own = unknown * percent // 100
    ratio = (events + to_own) / benchmark / ((other_events + unknown - to_own) / other_benchmark)
    assert table["lowest"][0] * (1 - 1e-12) <= ratio <= table["highest"][0] * (1 + 1e-12)
