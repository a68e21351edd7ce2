"""A field's missingness jumps when a month is far from usual and too far to be chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.missingness import jumps

YEAR = [0.98] * 12


def jumping(shares: list[float], rows: int = 200) -> list[bool]:
    """Return which months jump when each has `rows` records."""
    filled = np.round(np.array(shares) * rows)
    return [
        bool(is_jump) for is_jump in jumps(np.full(len(shares), float(rows)), filled)["is_jump"]
    ]


@pytest.mark.parametrize(
    ("shares", "rows", "expected"),
    [
        ([*YEAR, 0.65], 200, True),  # a third of the races lost
        ([*YEAR, 0.90], 200, False),  # beyond chance, but no jump anyone would notice
        ([*YEAR, 0.65], 3, False),  # 2 of 3: luck
        ([0.0] * 12 + [0.95], 200, True),  # a field that begins to be filled
        ([0.98] * 5 + [0.65], 200, False),  # too short a past to know what is usual
    ],
)
def test_the_last_month(shares: list[float], rows: int, expected: bool) -> None:
    """The last month jumps only if it is 15 points from usual and not a matter of chance."""
    assert jumping(shares, rows)[-1] == expected
    assert not any(jumping(shares, rows)[:-1])


def test_a_lasting_shift_is_flagged_where_it_begins() -> None:
    """A new level is a jump for half a year and then is the usual one."""
    # in the seventh month six old and six new make a median between the two
    assert jumping([*YEAR, *[0.5] * 12]) == [False] * 12 + [True] * 7 + [False] * 5


def test_a_month_without_records_is_no_jump() -> None:
    """Nothing recorded is not a field left empty."""
    rows = np.array([200.0] * 12 + [0.0, 200.0])
    result = jumps(rows, rows)
    assert not result["is_jump"].any()
    assert np.isnan(result["share"][12])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.floats(0, 1))
def test_the_same_share_every_month_never_jumps(rows: list[int], share: float) -> None:
    """Where each month is filled to the nearest record alike, no month is flagged."""
    counts = np.array(rows, dtype=float)
    filled = np.round(counts * share)
    result = jumps(counts, filled)
    few = counts < 4  # rounding alone can move a share of three records by 15 points
    assert not result["is_jump"][~few].any()
