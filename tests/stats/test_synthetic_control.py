from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.synthetic_control import synthetic_control
from tests.stats.test_panel import _states


@pytest.mark.slow
def test_published_california(oracles: Path) -> None:
    """Proposition 99: gap −19.5136 packs a head, rank 3 of 39.

    Arkhangelsky et al. 2021, *AER* 111:4088, and R `synthdid::sc_estimate`: outcomes only.
    """
    outcome, place, after = _states(oracles)
    control = synthetic_control(outcome, place, after)
    assert control.gap == pytest.approx(-19.5136, abs=5e-4)
    assert (control.rank, len(control.ratios)) == (3, 39)
    assert control.p == pytest.approx(3 / 39)
    assert control.table["gap"][after:].mean() == pytest.approx(control.gap)
    assert control.weights[place] == 0


def test_by_hand() -> None:
    """A place that runs midway between two others is their mean, and the third gets no weight."""
    t = np.arange(12.0)
    donors = np.array([np.sin(t), np.cos(t), 50 + t])
    own = (donors[0] + donors[1]) / 2
    own[8:] += 5
    control = synthetic_control(np.vstack([own, donors]), 0, 8)
    np.testing.assert_allclose(control.weights, [0, 0.5, 0.5, 0], atol=1e-4)
    assert control.gap == pytest.approx(5, abs=1e-3)
    assert control.rank == 1
    assert control.p == 0.25
    assert control.table["is_after"].tolist() == [False] * 8 + [True] * 4


def test_a_perfect_past() -> None:
    """Three alike before: what differs after is infinitely more, what does not is a ratio of 1."""
    control = synthetic_control([[1, 1, 1.5, 1.5], [1, 1, 1, 1], [1, 1, 1, 1]], 0, 2)
    assert control.ratios.tolist() == [np.inf, 1, 1]
    assert control.weights.tolist() == [0, 0.5, 0.5]
    assert (control.gap, control.rank, control.p) == (0.5, 1, 1 / 3)


def test_ratio_of_errors_by_hand() -> None:
    """Two others that are −1, 0 and 1 apart before and 8 after: √(64 / (2/3)), for either."""
    control = synthetic_control([[5, 1, 4, 2], [1, 2, 3, 9], [2, 2, 2, 1]], 0, 3)
    assert control.ratios[1:] == pytest.approx([np.sqrt(96)] * 2)


def test_a_gap_is_refused() -> None:
    """A time without an outcome is refused."""
    with pytest.raises(ValueError, match="two other places"):
        synthetic_control([[1, 1, 2], [1, 1, 1], [1, 1, np.nan]], 0, 2)


@pytest.mark.parametrize(("places", "times", "after"), [(2, 9, 4), (5, 9, 1), (5, 9, 9)])
def test_refused(places: int, times: int, after: int) -> None:
    """Too few places, or no time on a side, are refused."""
    with pytest.raises(ValueError, match="two other places"):
        synthetic_control(np.random.default_rng(0).normal(size=(places, times)), 0, after)


@pytest.mark.slow
@given(st.integers(0, 10**6), st.sampled_from([1e-3, 1e5]))
def test_weights(seed: int, by: float) -> None:
    """Weights are a mean's, and neither the unit nor the place's future moves them."""
    y = np.random.default_rng(seed).normal(10, 2, (6, 15))
    control = synthetic_control(y, 2, 10)
    assert control.weights.sum() == pytest.approx(1)
    assert (control.weights >= 0).all()
    assert 1 <= control.rank <= 6
    later = y.copy()
    later[2, 10:] += 100
    np.testing.assert_array_equal(synthetic_control(later, 2, 10).weights, control.weights)
    assert synthetic_control(y * by, 2, 10).gap == pytest.approx(
        control.gap * by, rel=1e-3, abs=by / 1e3
    )
