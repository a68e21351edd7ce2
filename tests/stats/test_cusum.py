"""The sum behind the month's signals: published limits, and when a signal begins and ends."""

import numpy as np
import pytest

from queries.stats.constants import CUSUM_ALLOWANCE
from queries.stats.cusum import EXCESS, Signals, cusum, limits

NONE = 1.0
"""A dispersion; what drawn rows add to it is taken out where published limits are compared."""


def signals(*scores: float, limit: float = 3.0, starts: list[int] | None = None) -> Signals:
    """Return the signals of one row."""
    row = np.array([scores])
    return cusum(row, np.array(limit), np.array([starts or [0] * len(scores)]))


def test_the_limit_is_the_published_one() -> None:
    """At an allowance of 1 and an average run of 370 months, both sides together, it is 2.52.

    D. C. Montgomery (2013), *Statistical Quality Control*, table 9.4; Siegmund's formula is near.
    """
    assert CUSUM_ALLOWANCE == 1.0
    chance = np.array(EXCESS[min(EXCESS)] / 370)
    assert limits(chance, np.array(NONE)) == pytest.approx(2.52, abs=0.05)


def test_fewer_false_alarms_and_more_scatter_need_more_evidence() -> None:
    """A limit rises as the chance falls, and as the dispersion of the row's months rises."""
    by_chance = limits(np.array([0.01, 0.001, 0.0001]), np.array(1.5))
    by_dispersion = limits(np.array(0.001), np.array([1.0, 1.5, 2.0, 5.0, 50.0]))
    assert (np.diff(by_chance) > 0).all()
    assert (np.diff(by_dispersion) > 0).all()


def test_independent_scores_keep_to_the_limit() -> None:
    """Standard normal scores raise a signal as often as the limit says, within a tenth."""
    chance = 1 / 200
    limit = limits(np.array(chance * EXCESS[min(EXCESS)]), np.array(NONE))
    scores = np.random.default_rng(7).standard_normal((4_000, 240))
    result = cusum(scores, limit, np.zeros(scores.shape, np.int64))
    assert result.is_new.mean() == pytest.approx(chance, rel=0.1)


def test_evidence_adds_up_over_months() -> None:
    """Three months at 2 reach 3 in the third; the signal began with the first of them."""
    result = signals(0, 2, 2, 2, 2)
    assert result.side.tolist() == [[0, 0, 0, 1, 1]]
    assert result.since.tolist() == [[-1, -1, -1, 1, 1]]
    assert result.is_new.tolist() == [[False, False, False, True, False]]


def test_both_sides_are_looked_at() -> None:
    """Months far below raise a signal of the other side."""
    assert signals(0, -5, 0).side.tolist() == [[0, -1, 0]]


def test_a_signal_ends_with_the_first_month_back() -> None:
    """After a month within the allowance the sum begins at 0: one far month is one signal."""
    result = signals(6, CUSUM_ALLOWANCE, 2, 2, 2)
    assert result.side.tolist() == [[1, 0, 0, 0, 1]]
    assert result.since[0, 4] == 2
    assert result.is_new.tolist() == [[True, False, False, False, True]]


def test_a_jump_to_the_other_side_ends_a_signal_and_raises_the_next() -> None:
    """A month far above and one far below are two signals."""
    result = signals(6, -6)
    assert result.side.tolist() == [[1, -1]]
    assert result.is_new.tolist() == [[True, True]]


def test_a_month_without_a_verdict_keeps_the_evidence_and_ends_a_signal() -> None:
    """An unknown month is no signal, and takes nothing from the sum of those around it."""
    assert signals(2.5, np.nan, 2.5).side.tolist() == [[0, 0, 1]]
    assert signals(6, np.nan, 2).side.tolist() == [[1, 0, 0]]


def test_evidence_begins_anew_with_the_level() -> None:
    """What was gathered before a policy counts for nothing after it."""
    assert signals(2.5, 2.5, starts=[0, 1]).side.tolist() == [[0, 0]]
    assert signals(6, 6, starts=[0, 1]).is_new.tolist() == [[True, True]]
