import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from queries.stats.shrinkage import SAME, shrunken_changes

counts = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=3, max_size=30)


def test_by_hand() -> None:
    """Two areas, 7.5 to 15.5 and back with the halves: Q, τ² and the pull worked out by hand.

    v = 1/7.5 + 1/15.5 for both, y = ±log(15.5/7.5), so Q = 2y²/v on 1 df, τ² = (Q − 1)·v.
    """
    shrunken = shrunken_changes([7, 15], 1, [15, 7], 1)
    y, v = np.log(15.5 / 7.5), 1 / 7.5 + 1 / 15.5
    assert shrunken.q == pytest.approx(2 * y**2 / v, rel=1e-12)
    assert shrunken.tau2 == pytest.approx(2 * y**2 - v, rel=1e-12)
    assert shrunken.mean_ratio == pytest.approx(1, rel=1e-12)
    assert shrunken.table["method"].tolist() == ["DerSimonian–Laird"] * 2
    pull = shrunken.tau2 / (shrunken.tau2 + v)
    np.testing.assert_allclose(np.log(shrunken.table["ratio"]), [pull * y, -pull * y], rtol=1e-12)


def test_is_dersimonian_laird() -> None:
    """Q, τ² and the common ratio are those of statsmodels' meta-analysis."""
    rng = np.random.default_rng(3)
    x0 = rng.poisson(30, 40)
    x1 = rng.poisson(x0 * rng.lognormal(0, 0.5, 40))
    shrunken = shrunken_changes(x0, 2.0, x1, 3.0)
    y = np.log((x1 + 0.5) / 3) - np.log((x0 + 0.5) / 2)
    expected = combine_effects(y, 1 / (x0 + 0.5) + 1 / (x1 + 0.5), method_re="chi2")
    assert shrunken.q == pytest.approx(expected.q, rel=1e-10)
    assert shrunken.tau2 == pytest.approx(expected.tau2, rel=1e-10)
    assert np.log(shrunken.mean_ratio) == pytest.approx(expected.mean_effect_re, rel=1e-10)
    assert shrunken.p == pytest.approx(expected.test_homogeneity().pvalue, rel=1e-8)


def test_no_evidence() -> None:
    """Where areas differ no more than chance all share the common ratio, and the method says so."""
    shrunken = shrunken_changes([100, 101, 99], 1, [80, 81, 79], 1)
    assert shrunken.tau2 == 0
    np.testing.assert_allclose(shrunken.table["ratio"], shrunken.mean_ratio, rtol=1e-12)
    assert all(SAME in method for method in shrunken.table["method"])


def test_dispersion_pulls_harder() -> None:
    """Months that scatter more than chance make an area's own change count for less."""
    plain = shrunken_changes([30, 60, 90], 1, [60, 60, 40], 1)
    wide = shrunken_changes([30, 60, 90], 1, [60, 60, 40], 1, phi=[3, 1, 1])
    assert wide.table["weight"][0] < plain.table["weight"][0]


@pytest.mark.filterwarnings("error")
def test_zeros() -> None:
    """0 to 0 and no exposure are left out; 5 to 0 has a ratio; nothing warns."""
    shrunken = shrunken_changes([5, 0, 9, 30], [1, 1, 0, 1], [0, 0, 9, 60], 1)
    assert np.isfinite(shrunken.table["ratio"]).tolist() == [True, False, False, True]
    assert shrunken.df == 1
    alone = shrunken_changes([0], [1], [0], [1])
    assert np.isnan(alone.mean_ratio)
    assert (alone.df, alone.tau2) == (0, 0)
    assert np.isnan(alone.p)
    # a single event is one, and no exposure after is none
    edges = shrunken_changes([1, 0, 5], 1, [0, 1, 5], [1, 1, 0])
    assert np.isfinite(edges.table["ratio"]).tolist() == [True, True, False]


@given(counts)
def test_order(pairs: list[tuple[int, int]]) -> None:
    """A shrunken change lies between the area's own and the common one; swapping inverts it."""
    x0, x1 = np.array(pairs, float).T
    shrunken, swapped = shrunken_changes(x0, 1, x1, 1), shrunken_changes(x1, 1, x0, 1)
    own = (x1 + 0.5) / (x0 + 0.5)
    is_known = np.isfinite(shrunken.table["ratio"])
    ratio = shrunken.table["ratio"][is_known]
    assert (ratio >= np.minimum(own[is_known], shrunken.mean_ratio) * (1 - 1e-9)).all()
    assert (ratio <= np.maximum(own[is_known], shrunken.mean_ratio) * (1 + 1e-9)).all()
    np.testing.assert_allclose(swapped.table["ratio"][is_known], 1 / ratio, rtol=1e-7)
