import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.suppression import UNBOUNDED, Array, is_crossed, recoverable, suppress

SMALLEST = 5
TABLES = 2_000


def random_table(rng: np.random.Generator) -> Array:
    """Return counts as areas and groups have them: many near nothing, a few large."""
    shape = rng.integers(2, 7, 2)
    means = rng.gamma(0.7, rng.choice([2, 6, 20, 60]), shape)
    return rng.poisson(means).astype(np.int64)


def brute(counts: Array, lows: Array, highs: Array) -> Array:
    """Return which hidden cells have one value, by writing out every table there can be."""
    top = int(counts.sum())
    ranges = [
        range(low, min(high, top) + 1) for low, high in zip(lows.flat, highs.flat, strict=True)
    ]
    tables = np.array(list(itertools.product(*ranges))).reshape(-1, *counts.shape)
    fits = (tables.sum(1) == counts.sum(0)).all(1) & (tables.sum(2) == counts.sum(1)).all(1)
    found = tables[fits]
    return (found.min(0) == found.max(0)) & (lows < highs)


def test_no_hidden_cell_comes_back() -> None:
    """In 2,000 random tables no hidden cell has one value, and every range holds the truth."""
    rng = np.random.default_rng(20_261_124)
    hidden_n, small_n = 0, 0
    for _ in range(TABLES):
        counts = random_table(rng)
        small = (counts > 0) & (counts < SMALLEST)
        if not is_crossed(counts):
            continue
        lows, highs = suppress(counts, SMALLEST)
        hidden = lows < highs
        assert not recoverable(counts, lows, highs).any()
        assert ((lows <= counts) & (counts <= highs)).all()
        assert hidden[small].all()
        assert small.any() or not hidden.any()
        hidden_n, small_n = hidden_n + hidden.sum(), small_n + small.sum()
    # hiding must not get out of hand: less than one more cell for each small one
    assert small_n < hidden_n < 2 * small_n


def test_the_audit_is_exact() -> None:
    """Programming and writing out every table agree on which cells can be worked out."""
    rng = np.random.default_rng(3)
    verdicts = np.zeros(2, dtype=np.int64)
    for _ in range(200):
        counts = rng.poisson(2.0, (2, 3)).astype(np.int64)
        below, above = rng.integers(0, 3, (2, *counts.shape))
        hidden = rng.random(counts.shape) < 0.7
        lows = np.where(hidden, np.maximum(counts - below, 0), counts)
        highs = np.where(hidden, counts + above, counts)
        expected = brute(counts, lows, highs)
        assert (recoverable(counts, lows, highs) == expected).all()
        verdicts += [expected.sum(), ((lows < highs) & ~expected).sum()]
    assert (verdicts > 50).all()


def test_hiding_one_cell_alone_is_seen_through() -> None:
    """A single hidden cell is its row's total less the rest; the audit says so."""
    counts = np.array([[3, 20, 9], [10, 30, 8], [6, 7, 9]])
    lows, highs = counts.copy(), counts.copy()
    lows[0, 0], highs[0, 0] = 1, 4
    assert np.argwhere(recoverable(counts, lows, highs)).tolist() == [[0, 0]]


def test_the_least_is_hidden() -> None:
    """One small cell takes three more, the corners of a square; of those, the smallest numbers.

    By hand: the square through (0, 0) needs one cell of row 0, one of column 0 and their corner.
    Numbers that stay at 5 or more when they move by one: 9 + 10 + 8 is the least there is.
    """
    counts = np.array([[3, 20, 9], [10, 30, 8], [40, 50, 60]])
    lows, highs = suppress(counts, SMALLEST)
    assert (lows < highs).tolist() == [[True, False, True], [True, False, True], [False] * 3]
    assert (lows[0, 0], highs[0, 0]) == (1, 4)
    assert (lows[1, 2], highs[1, 2]) == (5, UNBOUNDED)


def test_a_range_that_would_tell_is_given_up() -> None:
    """Two cells of 1 in a row of 2: "1–4" twice would say 1 and 1, so of one nothing is told."""
    counts = np.array([[1, 1], [40, 60]])
    lows, highs = suppress(counts, SMALLEST)
    assert lows.tolist() == [[1, 0], [5, 5]]
    assert highs.tolist() == [[4, UNBOUNDED], [UNBOUNDED, UNBOUNDED]]


def test_a_zero_is_hidden_only_where_a_small_cell_needs_it() -> None:
    """A person alone in an area: of what race can be told unless a zero beside it is hidden."""
    counts = np.array([[1, 0, 0], [40, 60, 30], [9, 0, 8]])
    lows, highs = suppress(counts, SMALLEST)
    assert (lows < highs)[0].sum() == 2
    assert (lows[2, 1], highs[2, 1]) == (0, 0)


@pytest.mark.parametrize("counts", [[[3, 20]], [[3], [20]], [[3, 20], [0, 0]]])
def test_what_hiding_cannot_protect_is_refused(counts: list[list[int]]) -> None:
    """With one row that holds anything, the totals of the columns are its cells."""
    with pytest.raises(ValueError, match="totals are the cells"):
        suppress(np.array(counts), SMALLEST)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(3, 11),
    st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=5),
)
def test_any_smallest(smallest: int, rows: list[list[int]]) -> None:
    """Whatever a city's smallest cell is, all smaller ones are hidden and none comes back."""
    counts = np.array(rows)
    if is_crossed(counts):
        lows, highs = suppress(counts, smallest)
        assert (lows < highs)[(counts > 0) & (counts < smallest)].all()
        assert not recoverable(counts, lows, highs).any()
