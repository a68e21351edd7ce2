"""The steps of a colour scale: equal shares, edges that can be read."""

import numpy as np
import pytest

from queries.stats.steps import quantile_steps


@pytest.mark.parametrize(
    ("values", "count", "edges"),
    [
        (range(1, 101), 4, [26, 50, 75]),  # quartiles 25.75, 50.5 and 75.25
        ([0.5, 1, 2, 40, 309], 2, [2.0]),
        ([0.0, 0, 0, 0, 8], 4, []),  # every inner edge is the least value
        ([3.0, 3, 3], 5, []),
        ([np.nan, 1, 2, 3], 2, [2.0]),
        ([], 5, []),
    ],
)
def test_steps(values: list[float], count: int, edges: list[float]) -> None:
    """Edges are quantiles of two digits, rising, and none that leaves a step empty at an end."""
    assert quantile_steps(np.array(list(values), dtype=float), count) == edges
