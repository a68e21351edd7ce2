"""What the trend before a change, carried on, would have given."""

import numpy as np
import pytest
import statsmodels.api as sm

from queries.stats.earlier_trend import carried_on
from queries.stats.months import Record


def record(events: np.ndarray, change: int, length: int = 24, gap: int = 0) -> Record:
    """One row with windows of `length` months around a change, a gap between them."""
    at = np.arange(len(events))
    before = (at >= change - length) & (at < change)
    after = (at >= change + gap) & (at < change + gap + length)
    return Record(events[None], np.ones((1, len(events))), 0, before, after)


def test_a_steady_fall_goes_on() -> None:
    """A fall by a tenth a year for five years is expected to go on, whatever came after."""
    counts = 1000 * 0.9 ** (np.arange(96) / 12)
    broken = counts.copy()
    broken[60:] = 2000
    expected = carried_on(record(broken, 60), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(counts[60:84].sum(), rel=1e-6)
    assert expected[0] < expected[1] < expected[2]


def test_a_season_goes_on() -> None:
    """A yearly wave is expected in its own months."""
    counts = 500 * np.exp(0.3 * np.sin(2 * np.pi * np.arange(72) / 12))
    expected = carried_on(record(counts, 48, length=6), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(counts[48:54].sum(), rel=1e-6)


def test_scatter_widens_the_range() -> None:
    """Four times the variance doubles the range on the scale of ratios."""
    counts = np.random.default_rng(1).poisson(100, 72).astype(float)
    once, fourfold = (carried_on(record(counts, 48), inflation) for inflation in (1.0, 4.0))
    assert once is not None
    assert fourfold is not None
    assert once[1] == fourfold[1]
    assert np.log(fourfold[2] / fourfold[1]) == pytest.approx(2 * np.log(once[2] / once[1]))


def test_the_range_holds_what_a_flat_record_brings() -> None:
    """Of two hundred flat records, about nineteen in twenty after windows lie in their range."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        counts = rng.poisson(50, 72).astype(float)
        expected = carried_on(record(counts, 48), 1.0)
        assert expected is not None
        held += expected[0] <= counts[48:].sum() <= expected[2]
    assert 0.90 <= held / 200 <= 0.99


@pytest.mark.parametrize(("change", "level"), [(23, 100.0), (48, 4.9)])
def test_too_little_before_is_not_carried_on(change: int, level: float) -> None:
    """Under two years before, or under five events a month, there is no trend to carry on."""
    assert carried_on(record(np.full(84, level), change, length=12), 1.0) is None
    assert carried_on(record(np.full(84, 5.0), 24, length=12), 1.0) is not None


def test_the_transition_is_no_part_of_the_trend() -> None:
    """Months between the windows are left out, and the after window keeps its own place."""
    counts = np.full(84, 100.0)
    counts[48:54] = 900
    expected = carried_on(record(counts, 48, length=12, gap=6), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(1200, rel=1e-6)


def test_only_five_years_before_are_carried_on() -> None:
    """Of a longer record the last sixty months count: the sixtieth does, the sixty-first not."""
    counts = np.full(120, 100.0)
    counts[:24] = 900
    expected = carried_on(record(counts, 84, length=12), 1.0)
    assert expected is not None
    assert expected[1] == pytest.approx(1200, rel=1e-6)
    counts[24] = 200
    expected = carried_on(record(counts, 84, length=12), 1.0)
    assert expected is not None
    assert expected[1] < 1190


def test_the_range_is_that_of_a_poisson_model() -> None:
    """Middle and range agree with statsmodels' regression, its covariance and the window's own.

    The variance of the log of a sum of means is gᵀ Σ g with g the means' share of each term; the
    window's own scatter adds one over its mean; both four times over here.
    """
    rng = np.random.default_rng(3)
    at = np.arange(60)
    exposure = rng.uniform(2, 4, 60)
    counts = rng.poisson(exposure * 30 * np.exp(-0.01 * at)).astype(float)
    before, after = (at >= 24) & (at < 48), at >= 48
    expected = carried_on(Record(counts[None], exposure[None], 4, before, after), 4.0)
    assert expected is not None
    wave = 2 * np.pi * (at + 4) / 12
    terms = np.column_stack([np.ones(60), at, np.sin(wave), np.cos(wave)])
    model = sm.GLM(
        counts[:48], terms[:48], family=sm.families.Poisson(), offset=np.log(exposure[:48])
    ).fit(tol=1e-12)
    means = exposure[48:] * np.exp(terms[48:] @ model.params)
    share = means @ terms[48:] / means.sum()
    variance = 4 * (share @ model.cov_params() @ share + 1 / means.sum())
    factor = np.exp(1.959964 * np.sqrt(variance))
    middle = means.sum()
    np.testing.assert_allclose(expected, [middle / factor, middle, middle * factor], rtol=1e-5)


@pytest.mark.parametrize(("before", "after"), [(12, 0), (0, 12), (0, 0)])
def test_without_a_window_there_is_no_trend(before: int, after: int) -> None:
    """A record in which one of the windows has no month is not carried on."""
    at = np.arange(60)
    windows = (at >= 36 - before) & (at < 36), (at >= 36) & (at < 36 + after)
    made = Record(np.full((1, 60), 50.0), np.ones((1, 60)), 0, *windows)
    assert carried_on(made, 1.0) is None


@pytest.mark.parametrize(("gap", "is_told"), [(36, True), (37, False)])
def test_a_trend_is_not_carried_on_for_ever(gap: int, is_told: bool) -> None:
    """The after window may end at most five years after the last month before."""
    counts = np.full(140, 50.0)
    assert (carried_on(record(counts, 40, gap=gap), 1.0) is not None) == is_told


def test_a_part_is_expected_to_be_at_most_all() -> None:
    """Of 60 cases a month no more than 60 are expected to be closed, however they rose before."""
    counts = np.minimum(60, 10 * 1.6 ** (np.arange(72) / 12))
    whole = Record(counts[None], np.full((1, 72), 60.0), 0, *_windows(72), is_share=True)
    expected = carried_on(whole, 1.0)
    assert expected is not None
    assert max(expected) <= 24 * 60


def _windows(months: int) -> tuple[np.ndarray, np.ndarray]:
    at = np.arange(months)
    return (at >= 24) & (at < 48), at >= 48
