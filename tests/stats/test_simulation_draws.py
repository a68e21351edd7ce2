"""The draws of the simulation study have the season, trend, scatter and shocks that they name."""

from typing import Any

import numpy as np
import pytest

from benchmarks.simulation.draws import SPELL, counts, levels, windows

PLAIN: dict[str, Any] = {
    "what": "rate",
    "events_per_month": 10.0,
    "alpha": 0.0,
    "correlation": 0.0,
    "areas": 4,
    "scenario": "steady",
    "ratio": 1.0,
    "record_months": 96,
}


def drawn(cities: int = 500, **settings: Any) -> np.ndarray[Any, Any]:
    """Return events of made-up cities."""
    return counts(np.random.default_rng(7), PLAIN | settings, cities)[0]


def test_windows_meet_in_the_middle() -> None:
    """Of 96 months, 24 to 47 are before and 48 to 71 after."""
    before, after = windows(96)
    assert list(np.flatnonzero(before)) == list(range(24, 48))
    assert list(np.flatnonzero(after)) == list(range(48, 72))


@pytest.mark.parametrize(("alpha", "correlation"), [(0.0, 0.0), (0.3, 0.0), (0.3, 0.7), (1.0, 0.5)])
def test_months_have_their_variance(alpha: float, correlation: float) -> None:
    """A month of mean 10 has variance 10 + alpha · 100."""
    events = drawn(cities=4000, alpha=alpha, correlation=correlation)
    assert events.mean() == pytest.approx(10, rel=0.03)
    assert events.var() == pytest.approx(10 + alpha * 100, rel=0.15)


def test_neighbouring_months_have_their_correlation() -> None:
    """Log intensities of correlation ρ give counts the covariance m²((1 + alpha)^ρ − 1)."""
    events = drawn(cities=4000, alpha=0.3, correlation=0.7)
    for apart in (1, 3):
        product = (events[..., :-apart] - 10) * (events[..., apart:] - 10)
        assert product.mean() == pytest.approx(100 * (1.3 ** (0.7**apart) - 1), rel=0.15)


def test_only_shared_shocks_tie_areas_together() -> None:
    """With shared shocks two areas have half of the log variance in common, else nothing."""
    for scenario, common in (("steady", 0.0), ("shared shocks", 0.5)):
        events = drawn(cities=4000, alpha=0.3, correlation=0.5, scenario=scenario)
        product = ((events[:, 0] - 10) * (events[:, 1] - 10)).mean()
        assert product == pytest.approx(100 * (1.3**common - 1), rel=0.15, abs=0.5)


def test_levels_by_hand() -> None:
    """A season comes back after a year, a trend loses a tenth of it, a change stays."""
    season = levels(PLAIN | {"scenario": "seasonal"})
    assert season[:, 12:] == pytest.approx(season[:, :-12])
    assert season.max() / season.min() == pytest.approx(np.exp(0.6))
    trend = levels(PLAIN | {"scenario": "trending"})
    assert trend[:, 12:] == pytest.approx(0.9 * trend[:, :-12])
    assert trend[0, 48] == pytest.approx(10)
    fall = levels(PLAIN | {"ratio": 0.7})
    assert fall[0] == pytest.approx([10] * 48 + [7] * 48)
    assert fall[1].tolist() == [10] * 96


def test_one_spell_is_half_a_year_in_all_areas() -> None:
    """The spell lifts six months inside the windows by 30 %, in every area of a city alike."""
    events = drawn(cities=1, events_per_month=1e6, scenario="one spell")[0]
    high = events > 1.15e6
    assert (high == high[0]).all()
    at = np.flatnonzero(high[0])
    assert len(at) == SPELL[0] == at[-1] - at[0] + 1
    assert 24 <= at[0] <= at[-1] < 72


def test_shares_are_parts_of_their_total() -> None:
    """A tenth of the records is the true share, and no share passes its whole."""
    events, total = counts(np.random.default_rng(7), PLAIN | {"what": "share", "alpha": 1.0}, 200)
    assert (total == 100).all()
    assert events.mean() == pytest.approx(10, rel=0.05)
    assert events.max() <= 100
