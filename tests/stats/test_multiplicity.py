import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from queries.stats.multiplicity import q_values

NEUHAUS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
"""The 15 p-values of Benjamini & Hochberg 1995, section 4.1."""

chances = st.lists(st.one_of(st.floats(0, 1), st.just(np.nan)), min_size=1, max_size=40)


def test_published() -> None:
    """Of the 15 p-values in Benjamini & Hochberg 1995 the first four stand at .05."""
    assert (q_values(NEUHAUS) <= 0.05).tolist() == [True] * 4 + [False] * 11


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([0.01, 0.02, 0.03, 0.04], [0.04, 0.04, 0.04, 0.04]),
        ([0.04, 0.01, 0.5], [0.06, 0.03, 0.5]),
        ([0.02, np.nan, 0.01, np.nan], [0.02, np.nan, 0.02, np.nan]),
        ([np.nan, np.nan], [np.nan, np.nan]),
        ([0.3], [0.3]),
        ([], []),
    ],
)
def test_by_hand(p: list[float], q: list[float]) -> None:
    """q is the smallest p·n/rank from there on; undefined p are not counted and stay undefined."""
    np.testing.assert_allclose(q_values(p), q, rtol=1e-12)


@given(chances)
def test_order(p: list[float]) -> None:
    """q is never under p, keeps the order of p and is undefined exactly where p is."""
    values, q = np.array(p), q_values(p)
    assert (np.isnan(values) == np.isnan(q)).all()
    is_known = ~np.isnan(values)
    assert (q[is_known] >= values[is_known]).all()
    assert (np.diff(q[is_known][np.argsort(values[is_known])]) >= 0).all()


@given(chances)
def test_the_library_gives_the_same(p: list[float]) -> None:
    """Every defined value is SciPy's, whose import alone would double the wait for an answer."""
    defined = np.isfinite(p)
    expected = np.full(len(p), np.nan)
    if defined.any():
        expected[defined] = stats.false_discovery_control(np.array(p)[defined], method="bh")
    np.testing.assert_allclose(q_values(p), expected, rtol=1e-12)
