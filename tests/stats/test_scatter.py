"""Dispersion and correlation of months, and how much they widen a comparison."""

import numpy as np
import pytest
from scipy import linalg, optimize, special, stats

from queries.stats.constants import COMMON_DF
from queries.stats.months import Record
from queries.stats.scatter import CORRELATIONS, SURPLUSES, autoregression, scatter
from queries.stats.seasons import design, expected_counts


def record(events: np.ndarray, exposure: np.ndarray | None = None, share: bool = False) -> Record:
    """A record with its change in the middle and windows of two years."""
    months = events.shape[1]
    at, half = np.arange(months), months // 2
    before, after = (at >= half - 24) & (at < half), (at >= half) & (at < half + 24)
    return Record(
        events, np.ones(events.shape) if exposure is None else exposure, 0, before, after, share
    )


def correlated(rows: int, months: int, level: float, alpha: float, rho: float) -> np.ndarray:
    """Counts of variance level + alpha·level² whose logarithm of the mean is an autoregression."""
    rng = np.random.default_rng(7)
    spread = np.sqrt(np.log1p(alpha))
    steps = rng.normal(size=(rows, months))
    for month in range(1, months):
        steps[:, month] = rho * steps[:, month - 1] + np.sqrt(1 - rho**2) * steps[:, month]
    return rng.poisson(level * np.exp(spread * steps - spread**2 / 2)).astype(float)


def test_is_the_restricted_likelihood() -> None:
    """For one row, dispersion and correlation are those of the likelihood written out in full.

    The density of the residuals in every direction that the level leaves free, by scipy, on the
    same grid and with the same prior.
    """
    months = record(correlated(1, 60, 20, 0.2, 0.5))
    expected = expected_counts(months)[0]
    residuals = (months.events[0] - expected) / np.sqrt(expected)
    free = linalg.null_space(design(months.calendar, months.is_since).T)
    prior = np.gradient(np.log1p(SURPLUSES)) / np.sqrt(1 + SURPLUSES)
    weights = np.array(
        [
            [
                np.log(share)
                + stats.multivariate_normal(
                    cov=np.eye(free.shape[1])
                    + surplus * free.T @ autoregression(rho, np.arange(60)) @ free
                ).logpdf(residuals @ free)
                for surplus, share in zip(SURPLUSES, prior, strict=True)
            ]
            for rho in CORRELATIONS
        ]
    )
    weights = np.exp(weights - special.logsumexp(weights))
    found = scatter(months)
    assert found.correlation == pytest.approx(float(weights.sum(axis=1) @ CORRELATIONS), rel=1e-6)
    assert found.dispersion[0] == pytest.approx(
        1 + float(weights.sum(axis=0) @ SURPLUSES), rel=1e-6
    )
    assert found.months == 60


@pytest.mark.parametrize(("before", "after"), [(12, 12), (1, 12), (12, 1), (10, 4)])
def test_rows_together_are_the_likelihood_written_out(before: int, after: int) -> None:
    """Two rows share the correlation and lend each other COMMON_DF months of likelihood.

    The first has few events and a month without exposure, the second is on the map from the sixth
    month on. The inflation is the one whose 95 % range has the mixture's chance beyond it.
    """
    at = np.arange(30)
    events = np.vstack([correlated(1, 30, 0.8, 0.2, 0.5), correlated(1, 30, 20, 0.3, 0.5)])
    exposure = np.ones((2, 30))
    events[0, 7], exposure[0, 7], events[1, :5] = 0, 0, np.nan
    windows = (at >= 15 - before) & (at < 15), (at >= 15) & (at < 15 + after)
    made = Record(events, exposure, 4, *windows)
    expected = expected_counts(made)
    likelihood, free_months = [], 0
    for row, mean in zip(events, expected, strict=True):
        on_map = np.flatnonzero(np.isfinite(row))
        root = np.sqrt(np.where(mean > 0, mean, 1))
        residuals = np.where(mean > 0, row - mean, 0)[on_map] / root[on_map]
        free = linalg.null_space(design(made.calendar[on_map], made.is_since[on_map]).T)
        free_months += free.shape[1]
        likelihood.append(
            [
                [
                    stats.multivariate_normal(
                        cov=np.eye(free.shape[1])
                        + surplus * free.T @ autoregression(rho, on_map) @ free
                    ).logpdf(residuals @ free)
                    for surplus in SURPLUSES
                ]
                for rho in CORRELATIONS
            ]
        )
    own = np.array(likelihood)
    prior = np.log(np.gradient(np.log1p(SURPLUSES)) / np.sqrt(1 + SURPLUSES))
    prior = prior + COMMON_DF * own.sum(axis=0) / free_months
    joint = own + prior - special.logsumexp(prior, axis=1, keepdims=True)
    by_correlation = special.logsumexp(joint, axis=2)
    weight = special.softmax(by_correlation.sum(axis=0))
    weights = np.exp(joint - by_correlation[..., None]) * weight[:, None]
    apart = windows[1] / after - windows[0] / before
    varied = [apart @ autoregression(rho, at) @ apart / (apart @ apart) for rho in CORRELATIONS]
    inflation = 1 + np.outer(varied, SURPLUSES)
    ends = [
        optimize.brentq(
            lambda end, row=row: (
                float((row * special.ndtr(-end / np.sqrt(inflation))).sum()) - 0.025
            ),
            1.9,
            1.97 * np.sqrt(inflation.max()),
        )
        for row in weights
    ]
    found = scatter(made)
    assert found.correlation == pytest.approx(float(weight @ CORRELATIONS), rel=1e-8)
    np.testing.assert_allclose(found.dispersion, 1 + weights.sum(axis=1) @ SURPLUSES, rtol=1e-8)
    np.testing.assert_allclose(found.inflation, (np.array(ends) / 1.959964) ** 2, rtol=1e-6)
    assert found.months == 30


def test_independent_months_are_hardly_widened() -> None:
    """Thirty areas of Poisson months at ten each: a variance inflated by a third on average."""
    counts = np.random.default_rng(3).poisson(10, (30, 96)).astype(float)
    inflation = scatter(record(counts)).inflation
    assert inflation.min() >= 1
    assert inflation.mean() < 1.35


def test_correlated_months_are_found_and_widen() -> None:
    """Months of variance 1 + .3·10 and correlation .7: found, and their windows' variance too.

    Two means of 24 neighbouring months have 1 + 2Σ(1 − k/24)·.7^k = 5.02 times the variance of
    independent months each; the months on both sides of the change share a little: 4.69 remain.
    """
    found = scatter(record(correlated(80, 96, 10, 0.3, 0.7)))
    assert found.correlation == pytest.approx(0.7, abs=0.07)
    assert found.dispersion.mean() == pytest.approx(4, rel=0.15)
    at = np.arange(48)
    difference = np.where(at < 24, -1 / 24, 1 / 24)
    varied = difference @ autoregression(0.7, at) @ difference / (difference @ difference)
    assert varied == pytest.approx(4.69, abs=0.005)
    assert found.inflation.mean() == pytest.approx(1 + 3 * varied, rel=0.2)


def test_few_areas_that_scatter_more_keep_their_own() -> None:
    """Two areas of thirty that vary eight times as much are widened far more than the others."""
    rng = np.random.default_rng(4)
    counts = rng.poisson(10, (30, 96)).astype(float)
    counts[:2] = rng.poisson(rng.gamma(10 / 7, 7, (2, 96)))
    dispersion = scatter(record(counts)).dispersion
    assert dispersion[:2].min() > 2.5 * dispersion[2:].mean()


def test_an_area_is_drawn_towards_the_others() -> None:
    """The same months stand closer to one another beside thirty areas than each alone."""
    counts = correlated(30, 60, 5, 0.3, 0.0)
    together = scatter(record(counts)).dispersion
    alone = np.array([scatter(record(row[None])).dispersion[0] for row in counts])
    assert together.std() < 0.9 * alone.std()


def test_a_season_is_no_scatter() -> None:
    """A season of ±30 % in 400 a month widens no more than months without a season."""
    rng = np.random.default_rng(5)
    wave = 1 + 0.3 * np.sin(2 * np.pi * np.arange(96) / 12)
    assert scatter(record(rng.poisson(400 * wave)[None].astype(float))).inflation[0] < 2.2


def test_shares_scatter_by_the_binomial() -> None:
    """Nine in ten of fifty: binomial months have a dispersion near 1, not near a Poisson's .1."""
    totals = np.full((20, 60), 50.0)
    events = np.random.default_rng(6).binomial(50, 0.9, (20, 60)).astype(float)
    found = scatter(record(events, totals, share=True))
    assert found.dispersion.mean() == pytest.approx(1.05, abs=0.1)
    # twice the scatter of a binomial shows; against a Poisson's chance it would be hidden
    wide = np.clip(45 + 2 * (events - 45), 0, 50)
    assert scatter(record(wide, totals, share=True)).dispersion.mean() > 2


def test_a_row_without_events_takes_the_scatter_of_all() -> None:
    """An area without one event has the others' dispersion and makes no number undefined."""
    counts = np.random.default_rng(8).poisson(10, (10, 60)).astype(float)
    counts[0] = 0
    found = scatter(record(counts))
    assert np.isfinite(found.inflation).all()
    assert found.dispersion[0] == pytest.approx(found.dispersion[1:].mean(), rel=0.3)


def test_a_row_without_events_says_nothing_of_the_others() -> None:
    """Rows without an event leave the others exactly as they are, and alone are like no record."""
    counts = np.random.default_rng(9).poisson(10, (6, 60)).astype(float)
    with_silent = scatter(record(np.vstack([counts, np.zeros((2, 60))])))
    plain = scatter(record(counts))
    np.testing.assert_allclose(with_silent.inflation[:6], plain.inflation, rtol=1e-12)
    assert with_silent.correlation == pytest.approx(plain.correlation, rel=1e-12)
    silent, unknown = (scatter(record(np.full((2, 60), value))) for value in (0.0, np.nan))
    np.testing.assert_allclose(silent.inflation, unknown.inflation, rtol=1e-12)
    assert silent.inflation.min() > 10


@pytest.mark.filterwarnings("error")
def test_a_share_of_all_does_not_scatter() -> None:
    """Where all of every total are events there is no chance to scatter, and no number is lost."""
    totals = np.random.default_rng(10).integers(5, 50, (2, 60)).astype(float)
    found = scatter(record(totals, totals, share=True))
    assert np.isfinite(found.inflation).all()
    assert found.dispersion.max() < 1.3


def test_an_area_drawn_later_is_judged_by_its_own_months() -> None:
    """Months before an area was on the map are left out, for it alone."""
    counts = correlated(20, 96, 10, 0.3, 0.5)
    late = counts.copy()
    late[0, :20] = np.nan
    whole, found = scatter(record(counts)), scatter(record(late))
    assert np.isfinite(found.inflation).all()
    np.testing.assert_allclose(found.inflation[1:], whole.inflation[1:], rtol=0.05)


def test_without_a_record_the_range_is_wide() -> None:
    """A row of which nothing is known has the inflation of all that is possible, and is finite."""
    counts = np.full((1, 48), np.nan)
    found = scatter(record(counts))
    assert found.months == 0
    assert 10 < found.inflation[0] < 10_000
