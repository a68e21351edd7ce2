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
        ([0.98] * 6 + [0.65], 200, True),  # half a year is enough
        ([0.0] * 12 + [0.15], 200, True),  # 15 points exactly
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


@pytest.mark.parametrize(
    ("usual", "rows", "filled", "expected"),
    [
        # by hand, the usual share kept half a record of seven from the end:
        # 2 × P(X ≤ 2) of 6 at 13/14 is 0.00069, and 2 × P(X ≥ 4) at 1/14 the same
        (1.0, 6, 2, True),
        (0.0, 6, 4, True),
        (1.0, 5, 1, True),  # 2 × P(X ≤ 1) of 5 at 11/12 is 0.00045
        (1.0, 8, 4, False),  # 2 × P(X ≤ 4) of 8 at 17/18 is 0.0011
    ],
)
def test_few_records_against_a_certain_past(
    usual: float, rows: int, filled: int, expected: bool
) -> None:
    """After a year of all or nothing a few records jump at a chance under a thousandth."""
    result = jumps(np.array([200.0] * 12 + [rows]), np.array([200 * usual] * 12 + [filled]))
    assert result["usual"][12] == usual
    assert bool(result["is_jump"][12]) is expected


def test_a_single_record_has_a_share() -> None:
    """One record, filled, is a share of 1."""
    assert jumps(np.array([1.0, 1.0]), np.array([1.0, 0.0]))["share"].tolist() == [1, 0]


@pytest.mark.filterwarnings("error")
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
