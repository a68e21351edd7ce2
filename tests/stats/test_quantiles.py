"""Quantiles of stepped values: textbook ranks, and near the exact ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.quantiles import stepped_quantile


def test_ranks_of_the_median_of_ten() -> None:
    """The range of a median of ten values runs from the second to the ninth (Conover 1999)."""
    table = stepped_quantile(np.ones((1, 10)), np.arange(1.0, 11.0)[None, :], 0.5)
    assert (table["value"][0], table["low"][0], table["high"][0]) == (5, 2, 9)


def test_ranks_of_the_median_of_a_hundred() -> None:
    """Of a hundred the range runs from the 40th to the 61st: P(X ≤ 39) at ½ is 0.0176."""
    table = stepped_quantile(np.ones((1, 100)), np.arange(1.0, 101.0)[None, :], 0.5)
    assert (table["value"][0], table["low"][0], table["high"][0]) == (50, 40, 61)


def test_few_values_have_no_upper_limit() -> None:
    """Of ten values, none stands surely above the 90th percentile: the limit is unknown."""
    table = stepped_quantile(np.ones((1, 10)), np.arange(1.0, 11.0)[None, :], 0.9)
    assert table["value"][0] == 9
    assert np.isnan(table["high"][0])


def test_a_step_of_equal_values_is_exact() -> None:
    """A source that gives whole minutes gets its whole minutes back."""
    table = stepped_quantile([[4, 9, 2]], [[4 * 60, 9 * 120, 2 * 180]], 0.5)
    assert table["value"].tolist() == [120]


def test_nothing_has_no_median() -> None:
    """A group without values has no quantile and no range."""
    table = stepped_quantile([[0, 0]], [[0, 0]], 0.5)
    assert np.isnan([table["value"][0], table["low"][0], table["high"][0]]).all()


@given(st.lists(st.integers(0, 1199), min_size=1), st.sampled_from([0.5, 0.9]))
def test_it_lies_within_a_step_of_the_exact_one(values: list[int], part: float) -> None:
    """With steps of 30 seconds the answer is less than 30 seconds from the sorted value's."""
    steps = np.array(values) // 30
    counts = np.bincount(steps, minlength=40)
    sums = np.bincount(steps, weights=values, minlength=40)
    exact = sorted(values)[int(np.ceil(part * len(values))) - 1]
    assert stepped_quantile(counts, sums, part)["value"][0] == pytest.approx(exact, abs=29.999)
