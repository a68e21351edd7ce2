"""What the trend before a change, carried on, would have given."""

import numpy as np
import pytest

from queries.stats.earlier_trend import carried_on
from queries.stats.months import Record


def record(events: np.ndarray, change: int, length: int = 24, gap: int = 0) -> Record:
    """One row with windows of `length` months around a change, a gap between them."""
    at = np.arange(len(events))
    before = (at >= change - length) & (at < change)
    after = (at >= change + gap) & (at < change + gap + length)
    return Record(events[None], np.ones((1, len(events))), 0, before, after)


def test_a_steady_fall_goes_on() -> None:
    """A fall by a tenth a year for five years is expected to go on, whatever came after."""
    counts = 1000 * 0.9 ** (np.arange(96) / 12)
    broken = counts.copy()
    broken[60:] = 2000
    expected = carried_on(record(broken, 60), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(counts[60:84].sum(), rel=1e-6)
    assert expected[0] < expected[1] < expected[2]


def test_a_season_goes_on() -> None:
    """A yearly wave is expected in its own months."""
    counts = 500 * np.exp(0.3 * np.sin(2 * np.pi * np.arange(72) / 12))
    expected = carried_on(record(counts, 48, length=6), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(counts[48:54].sum(), rel=1e-6)


def test_scatter_widens_the_range() -> None:
    """Four times the variance doubles the range on the scale of ratios."""
    counts = np.random.default_rng(1).poisson(100, 72).astype(float)
    once, fourfold = (carried_on(record(counts, 48), inflation) for inflation in (1.0, 4.0))
    assert once is not None
    assert fourfold is not None
    assert once[1] == fourfold[1]
    assert np.log(fourfold[2] / fourfold[1]) == pytest.approx(2 * np.log(once[2] / once[1]))


def test_the_range_holds_what_a_flat_record_brings() -> None:
    """Of two hundred flat records, about nineteen in twenty after windows lie in their range."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        counts = rng.poisson(50, 72).astype(float)
        expected = carried_on(record(counts, 48), 1.0)
        assert expected is not None
        held += expected[0] <= counts[48:].sum() <= expected[2]
    assert 0.90 <= held / 200 <= 0.99


@pytest.mark.parametrize(("change", "level"), [(23, 100.0), (48, 4.9)])
def test_too_little_before_is_not_carried_on(change: int, level: float) -> None:
    """Under two years before, or under five events a month, there is no trend to carry on."""
    assert carried_on(record(np.full(84, level), change, length=12), 1.0) is None
    assert carried_on(record(np.full(84, 5.0), 24, length=12), 1.0) is not None


def test_the_transition_is_no_part_of_the_trend() -> None:
    """Months between the windows are left out, and the after window keeps its own place."""
    counts = np.full(84, 100.0)
    counts[48:54] = 900
    expected = carried_on(record(counts, 48, length=12, gap=6), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(1200, rel=1e-6)
