"""The expected level of a month: season, slow trend and period."""

import numpy as np
import pytest
import statsmodels.api as sm

from queries.stats.months import Record
from queries.stats.seasons import design, expected_counts, fitted, season_adjusted, season_between


def record(events: np.ndarray, change: int, first: int = 0) -> Record:
    """A record with exposure 1, and windows of a year on both sides of a change."""
    at = np.arange(events.shape[1])
    before, after = (at >= change - 12) & (at < change), (at >= change) & (at < change + 12)
    return Record(events, np.ones(events.shape), first, before, after)


def test_the_fit_is_that_of_a_poisson_model() -> None:
    """The expected counts agree with statsmodels' Poisson regression, exposure as an offset."""
    rng = np.random.default_rng(1)
    calendar = np.arange(60) % 12
    terms = design(calendar, np.arange(60) >= 30)
    exposure = rng.uniform(1, 3, 60)
    events = rng.poisson(exposure * 7).astype(float)
    model = sm.GLM(events, terms, family=sm.families.Poisson(), offset=np.log(exposure)).fit()
    np.testing.assert_allclose(fitted(terms, events, exposure), model.fittedvalues, rtol=1e-6)


def test_months_without_exposure_are_expected_to_have_none() -> None:
    """A month without exposure takes no part in the fit and has no expected count."""
    exposure = np.array([1.0, 1.0, 0.0, 1.0])
    expected = fitted(np.ones((4, 1)), np.array([3.0, 5.0, 0.0, 4.0]), exposure)
    np.testing.assert_allclose(expected, [4, 4, 0, 4])


def test_no_event_at_all_is_expected_to_stay_none() -> None:
    """Without any event the expected counts are 0 and no logarithm is taken."""
    assert fitted(np.ones((5, 1)), np.zeros(5), np.ones(5)).tolist() == [0] * 5


@pytest.mark.parametrize(
    ("months", "terms"), [(35, 3 + 1), (36, 12 + 1), (59, 12 + 1), (60, 12 + 2), (120, 12 + 3)]
)
def test_a_longer_record_has_more_terms(months: int, terms: int) -> None:
    """One wave of a year under three years, then each month; a slow wave for every five years."""
    calendar = np.arange(months) % 12
    assert design(calendar, np.arange(months) >= 20).shape == (months, terms)


def test_the_terms_by_hand() -> None:
    """Under three years 1, sine and cosine of the month, and the step; then one term per month.

    April is a quarter of the year: sine 1 and cosine 0. A slow wave goes from the middle of the
    first month to that of the last: cos π/120 to −cos π/120 in five years, cos π/120 to its own
    negative and a whole wave from cos 2π/240 back in ten.
    """
    short = design(np.arange(35) % 12, np.arange(35) >= 3)
    np.testing.assert_allclose(short[[0, 3]], [[1, 0, 1, 0], [1, 1, 0, 1]], atol=1e-12)
    five = design(np.arange(2, 62) % 12, np.arange(60) >= 60)
    assert five[0, :13].tolist() == [0, 0, 1, *[0] * 10]
    assert five[11, :13].tolist() == [0, 1, *[0] * 11]
    edge = np.cos(np.pi / 120)
    np.testing.assert_allclose(five[[0, 29, -1], 13], [edge, np.sin(np.pi / 120), -edge])
    ten = design(np.arange(120) % 12, np.arange(120) >= 60)
    np.testing.assert_allclose(ten[[0, -1], 13], np.cos(np.pi / 240) * np.array([1, -1]))
    np.testing.assert_allclose(ten[[0, 59, -1], 14], edge * np.array([1, -1, 1]))


def test_a_fit_ends_when_all_months_stand_still() -> None:
    """Two levels: one is right from the start, the other is the mean 15.5 of counts far apart."""
    terms = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    expected = fitted(terms, np.array([4.0, 4, 1, 30]), np.ones(4))
    np.testing.assert_allclose(expected, [4, 4, 15.5, 15.5], rtol=1e-9)


def test_events_follow_exposure() -> None:
    """Events of one rate are expected wherever exposure lies, in each row at its own level."""
    exposure = np.random.default_rng(4).uniform(1, 9, 48) * [[1.0], [4.0]]
    at = np.arange(48)
    made = Record(exposure * [[3.0], [0.5]], exposure, 0, at < 24, at >= 24)
    np.testing.assert_allclose(expected_counts(made), made.events, rtol=1e-6)


def test_unknown_months_are_expected_to_have_nothing() -> None:
    """A month without a record has no expected count and takes nothing from the row's others."""
    events = np.full((2, 48), 6.0)
    events[1, [5, 30]] = np.nan
    expected = expected_counts(record(events, 24))
    assert expected[1, [5, 30]].tolist() == [0, 0]
    np.testing.assert_allclose(np.delete(expected, [5, 30], axis=1), 6, rtol=1e-6)
    np.testing.assert_allclose(expected[0], 6, rtol=1e-6)


def test_a_row_adds_up_before_and_since_the_change() -> None:
    """Each row's expected counts have its own sum before the change and since."""
    rng = np.random.default_rng(2)
    events = rng.poisson(np.array([[2.0], [9.0], [30.0]]), (3, 72)).astype(float)
    expected = expected_counts(record(events, 40))
    for side in (slice(0, 40), slice(40, 72)):
        np.testing.assert_allclose(expected[:, side].sum(axis=1), events[:, side].sum(axis=1))


def test_a_season_is_expected_and_not_scatter() -> None:
    """Months that repeat each year exactly are expected to the last event, whatever year begins."""
    season = np.array([4, 5, 6, 8, 9, 12, 14, 12, 9, 8, 6, 5.0]) * 10
    events = np.tile(season, 5)[None]
    np.testing.assert_allclose(expected_counts(record(events, 24, first=3)), events, rtol=1e-6)


def quarters(events: np.ndarray, before: range, after: range) -> Record:
    """A record of one row from January on, with two windows of months numbered from 0."""
    at = np.arange(len(events))
    inside = (np.isin(at, list(window)) for window in (before, after))
    return Record(events[None].astype(float), np.ones((1, len(events))), 0, *inside)


def test_what_season_alone_gives_is_no_change() -> None:
    """Summers with twice the winters' count, every year alike: the ratio of 2 is all season."""
    events = np.tile(np.repeat([50.0, 100.0, 100.0, 50.0], 3), 4)
    season = season_between(quarters(events, range(12, 15), range(27, 30)), 1.0)
    assert season is not None
    assert season[0] == pytest.approx(np.log(2))
    adjusted = season_adjusted(np.array([2.0]), np.array([1.5]), np.array([2.6]), season)
    assert adjusted["ratio"][0] == pytest.approx(1)


def test_the_error_of_a_season_is_that_of_statsmodels() -> None:
    """The standard error agrees with a Poisson regression's, for two windows of one month each."""
    events = np.random.default_rng(5).poisson(40, 48)
    record = quarters(events, range(13, 14), range(30, 31))
    terms = design(record.calendar, record.is_since)
    model = sm.GLM(events, terms, family=sm.families.Poisson()).fit()
    contrast = np.zeros(terms.shape[1])
    contrast[6], contrast[1] = 1, -1
    test = model.t_test(contrast)
    change, error = season_between(record, 1.0) or (np.nan, np.nan)
    assert change == pytest.approx(test.effect[0], rel=1e-5)
    assert error == pytest.approx(test.sd[0, 0], rel=1e-5)
    _, doubled = season_between(record, 4.0) or (np.nan, np.nan)
    assert doubled == pytest.approx(2 * error)


def test_windows_of_the_same_months_have_no_season_between_them() -> None:
    """The same three months of two years differ by no season, and without doubt."""
    events = np.random.default_rng(6).poisson(20, 60)
    assert season_between(quarters(events, range(3, 6), range(39, 42)), 1.0) == pytest.approx(
        (0, 0), abs=1e-9
    )


@pytest.mark.parametrize("events", [np.full(35, 9.0), np.zeros(48)])
def test_a_season_that_the_record_cannot_show_is_not_taken_off(events: np.ndarray) -> None:
    """Under three years, or without events, no season is known and no ratio is given."""
    season = season_between(quarters(events, range(3), range(18, 21)), 1.0)
    assert season is None
    adjusted = season_adjusted(np.ones(2), np.ones(2), np.ones(2), season)
    assert all(np.isnan(column).all() for column in adjusted.values())


def test_doubt_about_the_season_widens_a_range() -> None:
    """By hand: limits at half and twice, log season 0 with error log 2 / 1.96, widen by √2 in
    logs; ends at nothing and without end stay there.
    """
    error = np.log(2) / 1.959964
    ratio, low, high = (
        np.array([1.0, 0.0, np.inf]),
        np.array([0.5, 0, 3]),
        np.array([2, 0.4, np.inf]),
    )
    adjusted = season_adjusted(ratio, low, high, (0.0, error))
    wide = 2 ** np.sqrt(2)
    np.testing.assert_allclose(adjusted["low"], [1 / wide, 0, 3], rtol=1e-5)
    np.testing.assert_allclose(adjusted["high"], [wide, 0.4, np.inf], rtol=1e-5)
    np.testing.assert_allclose(adjusted["ratio"], ratio)
