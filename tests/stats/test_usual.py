"""What a month usually comes to: planted levels, seasons and scatter, and what must not matter."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from queries.stats import Array
from queries.stats.constants import CHART_LEAST, LEVEL_MONTHS, USUAL_SHARE
from queries.stats.usual import MonthlyRows, Usual, usual

MONTHS = 96


def of_counts(events: Array, **more: object) -> MonthlyRows:
    """Return rows of counts, each a city of its own, from January on; nan is unknown."""
    rows = MonthlyRows(
        events=events,
        exposure=np.where(np.isfinite(events), 1.0, np.nan),
        first=0,
        city=np.arange(len(events)),
        starts=np.zeros(events.shape, np.int64),
        is_share=np.zeros(len(events), bool),
    )
    return replace(rows, **more)


def drawn(mean: float, dispersion: float = 1.0, rows: int = 200, seed: int = 1) -> Array:
    """Return months drawn at a steady mean, with a dispersion."""
    rng = np.random.default_rng(seed)
    if dispersion > 1:
        return rng.negative_binomial(
            mean / (dispersion - 1), 1 / dispersion, (rows, MONTHS)
        ).astype(float)
    return rng.poisson(mean, (rows, MONTHS)).astype(float)


def inside(expected: Usual, events: Array, months: slice) -> float:
    """Return the share of months that lie in their range, its ends included."""
    shares = []
    for month in range(*months.indices(events.shape[1])):
        low, high = expected.ends(np.full(len(events), month))
        shares.append((low <= events[:, month]) & (events[:, month] <= high))
    return float(np.mean(shares))


@given(st.integers(0, 10_000), st.integers(18, MONTHS - 1))
def test_a_month_and_those_after_it_do_not_set_its_range(count: int, month: int) -> None:
    """Whatever a month came to, and the months after it, its own range is the same."""
    events = drawn(20, rows=2)
    expected = usual(of_counts(events))
    changed = events.copy()
    changed[:, month:] = count
    for before, after in zip(
        expected.ends(np.full(2, month)),
        usual(of_counts(changed)).ends(np.full(2, month)),
        strict=True,
    ):
        assert before.tolist() == after.tolist()


@pytest.mark.parametrize(("mean", "dispersion"), [(4, 1), (40, 1), (40, 3), (400, 8)])
def test_nine_in_ten_months_keep_to_their_range(mean: float, dispersion: float) -> None:
    """The ranges of months without change hold nine in ten of them, or more of few events."""
    events = drawn(mean, dispersion)
    share = inside(usual(of_counts(events)), events, slice(36, None))
    discrete = 0.06 if mean < 10 else 0.03
    assert USUAL_SHARE - 0.02 < share < USUAL_SHARE + discrete


def test_the_ends_are_those_of_the_exact_distribution() -> None:
    """With a known level and dispersion the ends are the quantiles of the negative binomial."""
    one = np.ones((1, 1))
    expected = Usual(
        mean=10 * one,
        variance=25 * one,
        df=1e9 * one,
        dispersion=2.5 * one,
        months=12 * one,
        before=60 * one,
        typical=10 * one,
        exposure=one,
        is_share=np.zeros(1, bool),
        scores=0 * one,
    )
    low, high = expected.ends(np.zeros(1, np.int64))
    exact = stats.nbinom(10**2 / 15, 10 / 25).ppf([0.05, 0.95])
    assert [low[0], high[0]] == exact.tolist()


def test_scores_are_standard_normal_while_nothing_changes() -> None:
    """Scores have mean 0, variance 1 and no memory, of counts and of shares alike."""
    rng = np.random.default_rng(3)
    n = rng.poisson(120, (400, MONTHS)).astype(float)
    shares = of_counts(
        rng.binomial(n.astype(int), 0.3).astype(float),
        exposure=n,
        is_share=np.ones(400, bool),
    )
    for rows in (of_counts(drawn(30, 2, rows=400)), shares):
        scores = usual(rows).scores[:, 36:]
        assert abs(scores.mean()) < 0.05
        assert 0.9 < scores.std() < 1.1
        assert abs((scores[:, 1:] * scores[:, :-1]).mean()) < 0.07


def test_a_season_of_the_city_is_that_of_its_areas() -> None:
    """Areas too small for a season of their own are expected by the city's."""
    season = 1 + 0.2 * np.cos(2 * np.pi * (np.arange(MONTHS) - 6) / 12)
    rng = np.random.default_rng(4)
    areas = rng.poisson(np.outer([20.0, 500.0], season)).astype(float)
    rows = of_counts(np.vstack([areas.sum(axis=0), areas]), city=np.zeros(3, np.int64))
    mean = usual(rows).mean[:, -12:]
    # month 6 is July
    ratio = mean[:, 6] / mean[:, 0]
    assert ratio == pytest.approx(np.full(3, 1.2 / 0.8), rel=0.15)


def test_no_season_is_drawn_into_months_without_one() -> None:
    """Where months only scatter, a year is expected to be nearly flat."""
    mean = usual(of_counts(drawn(30))).mean[:, -12:]
    swing = (mean.max(axis=1) - mean.min(axis=1)) / mean.mean(axis=1)
    assert np.median(swing) < 0.2


def test_levels_begin_anew_where_they_are_told_to() -> None:
    """Months before a start set no level; a month needs enough of those after it."""
    events = np.where(np.arange(MONTHS) < 60, 100.0, 10.0)[None]
    starts = np.where(np.arange(MONTHS) < 60, 0, 60)[None]
    expected = usual(of_counts(events, starts=starts))
    assert np.isnan(expected.mean[0, 60 : 60 + CHART_LEAST]).all()
    assert expected.mean[0, 60 + CHART_LEAST :] == pytest.approx(10, rel=0.15)
    assert expected.mean[0, 60 - 1] == pytest.approx(100, rel=0.05)


def test_a_level_is_that_of_the_year_before() -> None:
    """After a lasting change the level is the new one once the months before it are left behind."""
    events = np.where(np.arange(MONTHS) < 48, 100.0, 50.0)[None]
    mean = usual(of_counts(events)).mean[0]
    assert mean[48] == pytest.approx(100, rel=0.05)
    assert mean[48 + LEVEL_MONTHS] == pytest.approx(50, rel=0.1)


def test_one_far_month_does_not_blind_the_years_after_it() -> None:
    """A month ten times the level widens later ranges by less than half."""
    events = drawn(30, rows=50)
    shocked = events.copy()
    shocked[:, 40] = 300
    widths = []
    for values in (events, shocked):
        low, high = usual(of_counts(values)).ends(np.full(50, 70))
        widths.append(np.median(high - low))
    assert widths[1] < 1.5 * widths[0]


def test_unknown_months_are_left_out() -> None:
    """Months without a record set no level and have no score; the others are expected as ever."""
    events = drawn(30, rows=3)
    events[1, 40:50] = np.nan
    events[2] = np.nan
    expected = usual(of_counts(events))
    assert np.isnan(expected.scores[1, 40:50]).all()
    assert np.isfinite(expected.scores[1, 50 + CHART_LEAST :]).all()
    assert np.isnan(expected.scores[2]).all()


def test_scatter_is_wider_where_months_scattered() -> None:
    """Months of three times the variance have a range about √3 times as wide."""
    widths = []
    for dispersion in (1.0, 3.0):
        low, high = usual(of_counts(drawn(60, dispersion))).ends(np.full(200, MONTHS - 1))
        widths.append(float(np.mean(high - low)))
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(3), rel=0.12)


def test_a_share_keeps_to_what_it_can_be() -> None:
    """The range of a share lies between none and all of the month's records."""
    n = np.full((2, MONTHS), 12.0)
    events = np.array([np.full(MONTHS, 11.0), np.full(MONTHS, 1.0)])
    events[:, ::3] = [[12.0], [0.0]]
    expected = usual(of_counts(events, exposure=n, is_share=np.ones(2, bool)))
    low, high = expected.ends(np.full(2, MONTHS - 1))
    assert (low >= 0).all()
    assert (high <= 12).all()
    assert (low < high).all()
