"""Changes of areas seen together: estimates that borrow strength."""

import numpy as np
import pytest

from queries.stats.steadied import shared_variance, steadied_changes


def test_eight_schools() -> None:
    """The published posterior of the eight schools (Gelman et al. 2013, section 5.5), in tenths.

    The means by simulation with a flat prior of tau, to within what a thousand draws leave open.
    """
    effects = np.array([28, 8, -3, 7, -1, 1, 18, 12]) / 10
    errors = np.array([15, 10, 16, 11, 9, 11, 10, 18]) / 10
    table = steadied_changes(effects, errors**2)
    means = np.log(table["ratio"]) * 10
    np.testing.assert_allclose(means, [11, 8, 6, 8, 5, 6, 10.5, 8.5], atol=0.8)
    # a 95 % range of school A from about −2 to 31, skewed; the normal one from its mean and spread
    assert np.log(table["low"][0]) * 10 == pytest.approx(-5, abs=3)
    assert np.log(table["high"][0]) * 10 == pytest.approx(28, abs=4)


def test_is_the_posterior_integrated() -> None:
    """Means and spreads of the eight schools are those of the density integrated on a fine grid.

    By the laws of total expectation and variance over the common change and the spread of areas,
    their joint density that of y_i ~ N(μ, v_i + τ²), flat in both.
    """
    effects = np.array([28, 8, -3, 7, -1, 1, 18, 12]) / 10
    v = (np.array([15, 10, 16, 11, 9, 11, 10, 18]) / 10) ** 2
    mu, tau = np.linspace(-4, 5, 901)[:, None, None], np.linspace(0, 3, 601)[:, None]
    total = v + tau**2
    density = np.exp(-0.5 * (np.log(total) + (effects - mu) ** 2 / total).sum(axis=-1))
    density[:, [0, -1]] /= 2
    density /= density.sum()
    own = tau**2 / total
    means = own * effects + (1 - own) * mu
    mean = np.einsum("mt,mta->a", density, means)
    variance = np.einsum("mt,mta->a", density, own * v + (means - mean) ** 2)
    table = steadied_changes(effects, v)
    np.testing.assert_allclose(np.log(table["ratio"]), mean, atol=0.005)
    reach = np.log(table["high"] / table["low"]) / (2 * 1.959964)
    np.testing.assert_allclose(reach, np.sqrt(variance), rtol=0.005)


def test_alike_areas_are_seen_as_one() -> None:
    """Areas that differ by less than chance are drawn almost wholly to the common change."""
    change, variance = np.log(np.full(20, 0.8)), np.full(20, 0.04)
    table = steadied_changes(change, variance)
    np.testing.assert_allclose(table["ratio"], 0.8, rtol=1e-9)
    # with twenty areas the common change is known far better than one area's own
    assert (np.log(table["high"] / table["low"]) < 0.6 * 2 * 1.96 * 0.2).all()


def test_well_known_areas_stay_where_they_are() -> None:
    """Areas that differ far beyond chance keep their own ratio and range."""
    ratios = np.array([0.3, 0.6, 1.0, 1.7, 3.0])
    table = steadied_changes(np.log(ratios), np.full(5, 1e-4))
    np.testing.assert_allclose(table["ratio"], ratios, rtol=0.01)
    np.testing.assert_allclose(np.log(table["high"] / table["low"]), 2 * 1.96 * 0.01, rtol=0.02)


def test_undefined_areas_are_left_out() -> None:
    """An area without a ratio stays undefined and changes nothing for the others."""
    change, variance = np.array([-0.2, -0.1, 0.1, -0.3]), np.full(4, 0.02)
    alone = steadied_changes(change, variance)["ratio"]
    more = steadied_changes(np.append(change, np.nan), np.append(variance, 0.1))["ratio"]
    np.testing.assert_allclose(more[:4], alone)
    assert np.isnan(more[4])


def test_two_areas_have_no_common_change() -> None:
    """With fewer than three areas nothing is borrowed."""
    table = steadied_changes(np.array([-0.2, 0.2]), np.full(2, 0.02))
    assert all(np.isnan(column).all() for column in table.values())
    three = steadied_changes(np.array([-0.2, 0.0, 0.2]), np.full(3, 0.02))
    assert all(np.isfinite(column).all() for column in three.values())


@pytest.mark.filterwarnings("error")
def test_an_area_without_variance_is_left_out() -> None:
    """A variance of 0 is no knowledge without error but none at all: the area stays undefined."""
    table = steadied_changes(np.array([-0.2, 0.0, 0.2, 0.1]), np.array([0.02, 0.02, 0.02, 0.0]))
    assert np.isfinite(table["ratio"]).tolist() == [True, True, True, False]


def test_what_all_areas_share_widens_their_ranges() -> None:
    """Areas that moved alike may have moved by a common accident: its variance widens the range.

    Twenty areas that are drawn almost wholly together: their range is then that of the common
    change, its own variance .04 / 20 with what is shared.
    """
    change, variance = np.log(np.full(20, 0.8)), np.full(20, 0.04)
    alone, together = (steadied_changes(change, variance, shared) for shared in (0.0, 0.09))
    np.testing.assert_allclose(together["ratio"], alone["ratio"])
    spreads = [np.log(table["high"] / table["low"]) / (2 * 1.96) for table in (alone, together)]
    added = spreads[1] ** 2 - spreads[0] ** 2
    # the part of the common change in an estimate is under one and over a half here
    assert (added > 0.045).all()
    assert (added < 0.09).all()


@pytest.mark.filterwarnings("error")
def test_shared_variance_of_few_events() -> None:
    """One event counts as one of four; unknown areas and areas without events do not count."""
    variance = np.full(2, 0.04)
    left = shared_variance(0.05, np.array([1.0, 3.0]), variance)
    assert left == pytest.approx(0.05 - 0.04 * (1 + 9) / 16)
    assert shared_variance(0.03, np.zeros(2), variance) == 0
    unknown = shared_variance(0.03, np.full(3, 50.0), np.array([0.04, 0.04, np.nan]))
    assert unknown == pytest.approx(0.03 - 0.04 / 2)


def test_shared_variance_is_what_independent_areas_leave_over() -> None:
    """Four equal areas of variance .04 leave a city .01: .02 of .03 is shared, and none of .005."""
    events, variance = np.full(4, 50.0), np.full(4, 0.04)
    assert shared_variance(0.03, events, variance) == pytest.approx(0.02)
    assert shared_variance(0.005, events, variance) == 0
    # an area three times as large counts nine times as much; one without a ratio not at all
    uneven = np.array([150.0, 50.0, 0.0])
    left = shared_variance(0.03, uneven, np.array([0.04, 0.04, np.nan]))
    assert left == pytest.approx(0.03 - 0.04 * (0.75**2 + 0.25**2))
    assert shared_variance(0.03, np.zeros(2), np.full(2, np.nan)) == 0
