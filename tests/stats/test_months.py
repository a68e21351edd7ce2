"""A record by month: its calendar, its change, and what of it is known."""

import numpy as np

from queries.stats.months import Record


def record() -> Record:
    """Three rows of four months from November on, the change in the third month."""
    return Record(
        np.array([[1.0, 2, 3, 4], [5, np.nan, 7, 8], [0, 0, 0, 0]]),
        np.array([[1.0, 0, 1, 1], [1, 1, np.nan, 1], [2, 2, 2, -1]]),
        10,
        np.array([True, True, False, False]),
        np.array([False, False, True, False]),
        is_share=True,
    )


def test_the_calendar_goes_on_after_december() -> None:
    """From November on the months are numbers 10, 11, 0 and 1."""
    assert record().calendar.tolist() == [10, 11, 0, 1]


def test_since_the_change_lasts_to_the_end() -> None:
    """Months after the after window are since the change too; months before it are not."""
    assert record().is_since.tolist() == [False, False, True, True]


def test_a_month_is_known_with_events_and_exposure() -> None:
    """Unknown are months without a count, without a known exposure, and without any exposure."""
    assert record().is_known.tolist() == [
        [True, False, True, True],
        [True, False, False, True],
        [True, True, True, False],
    ]


def test_rows_keep_all_that_belongs_to_them() -> None:
    """Some rows of a record have its months, windows and kind, and their own numbers."""
    some = record().rows(np.array([False, False, True]))
    np.testing.assert_array_equal(some.events, [[0, 0, 0, 0]])
    np.testing.assert_array_equal(some.exposure, [[2, 2, 2, -1]])
    assert (some.first, some.is_share) == (10, True)
    assert some.is_before.tolist() == [True, True, False, False]
    assert some.is_after.tolist() == [False, False, True, False]
    np.testing.assert_array_equal(record().rows(slice(0, 1)).events, [[1, 2, 3, 4]])
