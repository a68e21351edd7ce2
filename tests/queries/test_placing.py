"""Placing: areas seem to change where records are placed more often in one period."""

import datetime as dt

import polars as pl
import pytest

from queries.change.first_answer import redrawn
from queries.grid.placing import Placing
from queries.grid.windows import Windows


@pytest.mark.parametrize(
    ("shares", "is_enough", "bias", "is_shifted"),
    [
        # events alone: nine in ten placed before, and a third fewer after
        (((0.9, 0.6),), True, 2 / 3, True),
        (((0.9, 0.85),), True, 0.85 / 0.9, False),
        # force by calls: what both lose alike cancels
        (((0.9, 0.6), (0.9, 0.6)), True, 1.0, False),
        (((0.9, 0.9), (0.9, 0.6)), True, 1.5, True),
        # less than half placed after: areas are not shown at all
        (((0.9, 0.4),), False, 0.4 / 0.9, True),
        # nothing recorded before: nothing to be biased
        (((0.0, 0.9),), False, 1.0, False),
    ],
)
def test_the_bias_of_placing(
    shares: tuple[tuple[float, float], ...], is_enough: bool, bias: float, is_shifted: bool
) -> None:
    """The bias is the ratio that placing alone gives; beyond 0.80 to 1.25 it bars areas."""
    placing = Placing(shares)
    assert placing.is_enough == is_enough
    assert placing.bias == pytest.approx(bias)
    assert placing.is_shifted == is_shifted


def test_an_area_that_a_redrawing_ended_or_made_is_not_compared() -> None:
    """An area is redrawn unless its map was in force through both windows."""
    day = dt.date(2018, 1, 1)
    areas = pl.DataFrame(
        {"valid_from": [None, day, None, None], "valid_until": [day, None, None, day]},
        schema={"valid_from": pl.Date, "valid_until": pl.Date},
    )
    across = Windows(
        dt.date(2016, 1, 1), dt.date(2016, 12, 31), dt.date(2018, 1, 1), dt.date(2018, 12, 31)
    )
    before = Windows(
        dt.date(2015, 1, 1), dt.date(2015, 12, 31), dt.date(2016, 1, 1), dt.date(2016, 12, 31)
    )
    assert redrawn(areas, across) == [True, True, False, True]
    assert redrawn(areas, before) == [False, True, False, False]
