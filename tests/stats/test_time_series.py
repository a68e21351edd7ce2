import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox

from queries.stats import Array
from queries.stats.constants import SERIES_MIN_AFTER, SERIES_MIN_BEFORE, SERIES_MIN_MONTHLY
from queries.stats.monthly_series import Series, before_pandemic, series
from queries.stats.time_series import LevelChange, NotFitted, Slope, level_change


def test_published_sicily(oracles: Path) -> None:
    """The smoking ban in Sicily has the published coefficient, dispersion, deviance and ratio.

    Lopez Bernal, Cummins & Gasparrini 2017: RR 0.885 (0.839–0.933). Theirs are normal quantiles,
    ours t, so the printed range is rebuilt from the standard error.
    """
    model = _fitted(_sicily(oracles))
    assert model.coefficient == pytest.approx(-0.1220868, abs=5e-8)
    quasi = np.sqrt(model.dispersion) * _poisson_error(_sicily(oracles))
    assert quasi == pytest.approx(0.0270311, abs=5e-8)
    assert model.dispersion == pytest.approx(2.2622, abs=5e-5)
    assert model.deviance == pytest.approx(117.266, abs=5e-4)
    assert (model.df, model.harmonics) == (52, 2)
    printed = np.exp(model.coefficient + np.array([0, -1.96, 1.96]) * quasi)
    np.testing.assert_allclose(printed, [0.885, 0.839, 0.933], atol=5e-4)
    assert model.avoided == pytest.approx(2561.07, abs=0.01)
    # two years after are not had: no slope may be looked for
    assert model.slope is None


def test_avoided_is_what_the_table_says(oracles: Path) -> None:
    """Counterfactual minus observed, summed, is observed after × (1/ratio − 1), to the digit."""
    model = _fitted(_sicily(oracles))
    after = model.table["phase"] == "after"
    events = model.table["events"][after].sum()
    assert model.table["counterfactual"][after].sum() - events == pytest.approx(model.avoided)
    assert events * (1 / model.ratio - 1) == pytest.approx(model.avoided)
    np.testing.assert_allclose(
        model.table["expected"][~after], model.table["counterfactual"][~after], rtol=1e-12
    )


def test_avoided_range_is_the_simulated_one(oracles: Path) -> None:
    """Simulating the coefficient 400,000 times gives the same range of events avoided, to 1 %."""
    model = _fitted(_sicily(oracles))
    rng = np.random.default_rng(2017)
    coefficients = model.coefficient + model.standard_error * rng.standard_t(model.df, 400_000)
    events = model.table["events"][model.table["phase"] == "after"].sum()
    expected = np.quantile(events * (np.exp(-coefficients) - 1), [0.025, 0.975])
    np.testing.assert_allclose([model.avoided_low, model.avoided_high], expected, rtol=0.01)


def test_known_change_is_found() -> None:
    """A fall to 70 % under season and trend lies in the range, and so does what was avoided."""
    rng = np.random.default_rng(2)
    model, unchanged = (_fitted(_made(rng, ratio=ratio)) for ratio in (0.7, 1.0))
    assert model.low < 0.7 < model.high < 1
    assert unchanged.low < 1 < unchanged.high
    t = np.arange(36, 72)
    true = 100 * (1 + 0.1 * np.cos(t)) * np.exp(0.002 * t + 0.15 * np.sin(2 * np.pi * t / 12))
    assert model.avoided_low < 0.3 * true.sum() < model.avoided_high
    is_covered = (model.table["counterfactual_low"][36:] < true) & (
        true < model.table["counterfactual_high"][36:]
    )
    assert is_covered.mean() > 0.8
    assert not model.is_less_certain
    assert model.method == "quasi-Poisson, level change, harmonics: 2"


def test_dependent_months_are_less_certain() -> None:
    """Where months depend on each other the range is no narrower, and is marked."""
    rng = np.random.default_rng(8)
    drift = np.zeros(72)
    for month in range(1, 72):
        drift[month] = 0.8 * drift[month - 1] + rng.normal(0, 0.12)
    model = _fitted(_made(rng, level=200 * np.exp(drift)))
    assert model.residual_p < 0.05
    assert model.is_less_certain
    assert "Newey–West lag 3" in model.method
    plain = np.sqrt(model.dispersion) * _poisson_error(_made(rng, level=200 * np.exp(drift)))
    assert model.standard_error > plain * 0.9


def test_is_the_model_of_statsmodels() -> None:
    """Every number of a series with overdispersion is that of a quasi-Poisson regression.

    Design, errors, t quantiles and the monthly table are written out here; residuals are judged
    by statsmodels' own test at lag 12.
    """
    monthly = _scattered(11)
    model = _fitted(monthly)
    design, fit = _regression(monthly, harmonics=2)
    phi = fit.pearson_chi2 / 65
    assert model.dispersion == pytest.approx(phi, rel=1e-9)
    assert phi > 1.5
    covariance = np.asarray(fit.normalized_cov_params) * phi
    _assert_numbers(model, monthly, design, fit, covariance)
    assert model.deviance == pytest.approx(fit.deviance, rel=1e-9)
    assert (model.df, model.harmonics, model.residual_lag) == (65, 2, 12)
    tested = acorr_ljungbox(fit.resid_pearson, lags=[12])["lb_pvalue"].iloc[0]
    assert model.residual_p == pytest.approx(tested, rel=1e-6)
    assert not model.is_less_certain
    np.testing.assert_array_equal(model.table["events"], monthly.events)
    np.testing.assert_array_equal(model.table["exposure"], monthly.exposure)
    np.testing.assert_array_equal(model.table["month"], monthly.months)


def test_months_that_scatter_less_than_chance_are_taken_as_chance() -> None:
    """Counts far steadier than Poisson have dispersion 1 and the plain Poisson error."""
    monthly = _flat(np.full(72, 50.0), 36)
    model = _fitted(monthly)
    assert model.dispersion == 1
    assert model.slope is not None
    _, fit = _regression(monthly, harmonics=2)
    larger = _regression(monthly, harmonics=2, slope=True)[1]
    error = larger.normalized_cov_params[-1, -1] ** 0.5
    reach = stats.t.ppf(0.975, 64) * error
    assert np.log(model.slope.high / model.slope.ratio_per_year) == pytest.approx(reach, rel=1e-6)
    assert model.slope.f == pytest.approx(fit.deviance - larger.deviance, abs=1e-8)


@pytest.mark.parametrize(("turn", "is_wider"), [(0.8, True), (-0.9, False)])
def test_dependent_months_take_the_wider_of_two_errors(turn: float, is_wider: bool) -> None:
    """Where residuals hang together the error is Newey & West's at lag 3, if that is the wider one.

    Months that follow each other have it wider, months that take turns narrower. Theirs is that of
    statsmodels with its correction for few months.
    """
    rng = np.random.default_rng(5)
    drift = np.zeros(72)
    for month in range(1, 72):
        drift[month] = turn * drift[month - 1] + rng.normal(0, 0.12)
    monthly = _made(rng, level=200 * np.exp(drift))
    model = _fitted(monthly)
    design, fit = _regression(monthly, harmonics=2)
    _, robust = _regression(
        monthly, harmonics=2, cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    quasi = np.asarray(fit.normalized_cov_params) * fit.pearson_chi2 / 65
    newey_west = np.asarray(robust.cov_params())
    assert bool(newey_west[2, 2] > quasi[2, 2]) is is_wider
    assert model.is_less_certain
    assert model.method.endswith(", wider of this and Newey–West lag 3")
    _assert_numbers(model, monthly, design, fit, newey_west if is_wider else quasi)


def test_slope_is_that_of_statsmodels() -> None:
    """The change of slope a year, its range, F and p are those of the larger regression."""
    monthly = _scattered(12)
    slope = _slope(monthly)
    fit = _regression(monthly, harmonics=2)[1]
    larger = _regression(monthly, harmonics=2, slope=True)[1]
    phi = larger.pearson_chi2 / 64
    assert phi > 1.5
    b, error = larger.params[-1], (larger.normalized_cov_params[-1, -1] * phi) ** 0.5
    reach = stats.t.ppf(0.975, 64) * error
    np.testing.assert_allclose(
        np.log([slope.ratio_per_year, slope.low, slope.high]), [b, b - reach, b + reach], rtol=1e-6
    )
    assert slope.f == pytest.approx((fit.deviance - larger.deviance) / phi, rel=1e-6)
    assert slope.p == pytest.approx(stats.f.sf(slope.f, 1, 64), rel=1e-6)


@pytest.mark.parametrize(("before", "harmonics"), [(23, 1), (24, 2)])
def test_two_harmonics_with_two_years_before(before: int, harmonics: int) -> None:
    """The second harmonic comes with the twenty-fourth month before, whatever comes after."""
    model = _fitted(_flat(np.full(60, 50.0), before))
    assert (model.harmonics, model.df) == (harmonics, 60 - 3 - 2 * harmonics)
    assert model.method.startswith(f"quasi-Poisson, level change, harmonics: {harmonics}")


@pytest.mark.parametrize(("after", "has_slope"), [(23, False), (24, True)])
def test_a_slope_needs_two_years_after(after: int, has_slope: bool) -> None:
    """A change of slope is looked for from the twenty-fourth month after on."""
    assert (_fitted(_flat(np.full(36 + after, 50.0), 36)).slope is not None) is has_slope


def test_months_of_two_seasons_only_are_not_fitted() -> None:
    """Where only Januaries and Julys are known no wave of a year can be told; the periods can.

    Twelve months of 50 before and six of 40 after in exposure 2: 25 and 20 a unit, a ratio of .8.
    """
    at = np.arange(108)
    when = np.datetime64("2010-01") + at
    events = np.where(at % 6 == 0, np.where(at < 72, 50.0, 40.0), np.nan)
    model = level_change(Series(when, events, np.full(108, 2.0), when[72], when[72]))
    assert isinstance(model, NotFitted)
    assert model.reason == "not_estimable"
    numbers = [model.comparison[name][0] for name in ("before_rate", "after_rate", "ratio")]
    assert numbers == pytest.approx([25, 20, 0.8])


def test_the_plain_comparison_leaves_the_transition_out() -> None:
    """Instead of a model of few events the two periods are compared, without what lies between."""
    at = np.arange(48)
    when = np.datetime64("2010-01") + at
    events = np.select([at < 24, at < 30], [4.0, 99.0], 2.0)
    model = level_change(series(when, events, 1.0, transition_from=when[24], after_from=when[30]))
    assert isinstance(model, NotFitted)
    assert model.reason == "few_events"
    numbers = [model.comparison[name][0] for name in ("before_rate", "after_rate", "ratio")]
    assert numbers == pytest.approx([4, 2, 0.5])


def test_slope_with_two_years_after() -> None:
    """Growth of 30 % a year is found in every one of 60 series, and in few that only fell."""
    since = np.maximum(np.arange(72) - 36, 0) / 12
    rng = np.random.default_rng(4)
    grows = [_slope(_made(rng, level=100 * 1.3**since)) for _ in range(60)]
    assert max(slope.p for slope in grows) < 0.001
    assert np.mean([slope.low < 1.3 < slope.high for slope in grows]) > 0.88
    level = [_slope(_made(rng, ratio=0.7)) for _ in range(60)]
    assert np.mean([slope.p < 0.05 for slope in level]) < 0.12
    for slope in grows + level:
        assert (slope.p < 0.05) == (not slope.low <= 1 <= slope.high) or abs(slope.p - 0.05) < 0.01
    assert _fitted(_made(rng, months=59)).slope is None


def test_transition_is_left_out() -> None:
    """Months of transition, and months without exposure, change nothing however wild."""
    plain = _made(np.random.default_rng(3), transition=3)
    wild_events, exposure = plain.events.copy(), plain.exposure.copy()
    wild_events[33:36] = 10_000
    wild_events[5], exposure[5] = 77, 0.0
    calm_exposure = plain.exposure.copy()
    calm_exposure[5] = np.nan
    wild = _fitted(_with(plain, events=wild_events, exposure=exposure))
    calm = _fitted(_with(plain, exposure=calm_exposure))
    assert wild.ratio == calm.ratio
    assert wild.df == calm.df == 72 - 4 - 7
    assert wild.table["phase"].tolist() == ["before"] * 33 + ["transition"] * 3 + ["after"] * 36


@pytest.mark.parametrize(
    ("before", "after", "level", "reason"),
    [
        (SERIES_MIN_BEFORE - 1, 24, 50, "short_before"),
        (36, SERIES_MIN_AFTER - 1, 50, "short_after"),
        (SERIES_MIN_BEFORE, SERIES_MIN_AFTER, 50, None),
        (36, 24, SERIES_MIN_MONTHLY - 1, "few_events"),
        (36, 24, SERIES_MIN_MONTHLY, None),
    ],
)
def test_guards(before: int, after: int, level: float, reason: str | None) -> None:
    """Too short or too rare a series is not fitted, and says why; just enough is."""
    model = level_change(_flat(np.full(before + after, level), before))
    assert (model.reason if isinstance(model, NotFitted) else None) == reason


@pytest.mark.parametrize(("side", "reason"), [(0, "none_before"), (1, "none_after")])
@pytest.mark.filterwarnings("error")
def test_nothing_on_a_side(side: int, reason: str) -> None:
    """No event on one side is answered by the plain comparison, never by a coefficient of −25."""
    counts = np.full(48, 20.0)
    counts[slice(24, None) if side else slice(0, 24)] = 0
    model = level_change(_flat(counts, 24))
    assert isinstance(model, NotFitted)
    assert model.reason == reason
    if side:
        assert model.comparison["ratio"][0] == 0
        assert 0 < model.comparison["ratio_high"][0] < 0.02


def test_pandemic() -> None:
    """The main series ends in February 2020; the whole one is flagged."""
    start = np.datetime64("2017-01")
    whole = series(
        np.arange(start, start + 60), np.tile([29.0, 31.0], 30), 1.0,
        transition_from="2019-01", after_from="2019-01",
    )  # fmt: skip
    main = before_pandemic(whole)
    assert main.months[-1] == np.datetime64("2020-02")
    assert not _fitted(main).has_pandemic
    assert _fitted(whole).has_pandemic


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-3, 50.0]), st.floats(0.4, 2.5))
def test_range_holds_and_scales(seed: int, by: float, ratio: float) -> None:
    """The range holds the ratio, p agrees with it, and the unit of exposure changes nothing."""
    plain = _made(np.random.default_rng(seed), ratio=ratio)
    model, rescaled = _fitted(plain), _fitted(_with(plain, exposure=plain.exposure * by))
    assert model.low < model.ratio < model.high
    assert model.avoided_low < model.avoided < model.avoided_high
    assert (model.p < 0.05) == (not model.low <= 1 <= model.high)
    assert (model.avoided_low > 0) == (model.high < 1)
    for name in ("ratio", "low", "high", "avoided_low", "avoided_high"):
        assert getattr(rescaled, name) == pytest.approx(getattr(model, name), rel=1e-6)


def _fitted(monthly: Series) -> LevelChange:
    model = level_change(monthly)
    assert isinstance(model, LevelChange)
    return model


def _slope(monthly: Series) -> Slope:
    slope = _fitted(monthly).slope
    assert slope is not None
    return slope


def _scattered(seed: int) -> Series:
    """Return 72 months of counts that vary about four times as much as chance, half-way changed."""
    rng = np.random.default_rng(seed)
    return _made(rng, level=100 * rng.gamma(30, 1 / 30, 72), ratio=0.8)


def _regression(
    monthly: Series, *, harmonics: int, slope: bool = False, **options: Any
) -> tuple[Array, Any]:
    """Return the design of level, trend and season, and its Poisson regression by statsmodels."""
    since = (monthly.months - monthly.after_from).astype(int)
    m = monthly.months.astype(int) % 12 + 1
    columns = [np.ones(len(m)), np.arange(1, len(m) + 1), since >= 0]
    for k in range(1, harmonics + 1):
        columns += [np.sin(2 * np.pi * k * m / 12), np.cos(2 * np.pi * k * m / 12)]
    if slope:
        columns.append(np.maximum(since, 0) / 12)
    design = np.column_stack(columns).astype(float)
    model = sm.GLM(
        monthly.events, design, family=sm.families.Poisson(), offset=np.log(monthly.exposure)
    )
    return design, model.fit(tol=1e-12, **options)


def _assert_numbers(
    model: LevelChange, monthly: Series, design: Array, fit: Any, covariance: Array
) -> None:
    """Hold ratio, range, p, events avoided and the monthly table to a fit and its covariance."""
    df = len(design) - design.shape[1]
    b, error, t = fit.params[2], covariance[2, 2] ** 0.5, stats.t.ppf(0.975, df)
    assert model.coefficient == pytest.approx(b, rel=1e-6)
    assert model.standard_error == pytest.approx(error, rel=1e-6)
    ends = np.exp([b, b - t * error, b + t * error])
    np.testing.assert_allclose([model.ratio, model.low, model.high], ends, rtol=1e-6)
    assert model.p == pytest.approx(2 * stats.t.sf(abs(b) / error, df), rel=1e-5)
    after = float(monthly.events[monthly.is_after].sum())
    avoided = [model.avoided, model.avoided_high, model.avoided_low]
    np.testing.assert_allclose(avoided, after * (1 / ends - 1), rtol=1e-5)
    unchanged = design * np.where(np.arange(design.shape[1]) == 2, 0, 1)
    middle = unchanged @ fit.params + np.log(monthly.exposure)
    reach = t * np.sqrt(((unchanged @ covariance) * unchanged).sum(axis=1))
    for name, expected in (
        ("expected", fit.fittedvalues),
        ("counterfactual", np.exp(middle)),
        ("counterfactual_low", np.exp(middle - reach)),
        ("counterfactual_high", np.exp(middle + reach)),
    ):
        np.testing.assert_allclose(model.table[name], expected, rtol=1e-6)


def _sicily(oracles: Path) -> Series:
    with (oracles / "sicily" / "sicily.csv").open() as file:
        rows = list(csv.DictReader(file))
    months = [f"{row['year']}-{int(row['month']):02}" for row in rows]
    events, exposure = ([float(row[name]) for row in rows] for name in ("aces", "stdpop"))
    return series(months, events, exposure, transition_from="2005-01", after_from="2005-01")


def _poisson_error(monthly: Series) -> float:
    """Return the standard error of the level without dispersion, from the information matrix."""
    model = _fitted(monthly)
    m = monthly.months.astype(int) % 12 + 1
    waves = [wave(2 * np.pi * k * m / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(len(m)), np.arange(len(m)), monthly.is_after, *waves])
    information = design.T @ (model.table["expected"][:, None] * design)
    return float(np.sqrt(np.linalg.inv(information)[2, 2]))


def _made(
    rng: np.random.Generator,
    *,
    months: int = 72,
    ratio: float = 1.0,
    level: Any = 100.0,
    transition: int = 0,
) -> Series:
    """Return months of Poisson counts with season and trend, changed after the 36th."""
    t = np.arange(months)
    exposure = 1 + 0.1 * np.cos(t)
    expected = level * exposure * np.exp(0.002 * t + 0.15 * np.sin(2 * np.pi * t / 12))
    when = np.datetime64("2010-01") + t
    return series(
        when,
        rng.poisson(expected * np.where(t >= 36, ratio, 1)),
        exposure,
        transition_from=when[36 - transition],
        after_from=when[36],
    )


def _flat(counts: Any, before: int) -> Series:
    """Return counts, one more and one less in turn, the change after `before` months."""
    when = np.datetime64("2010-01") + np.arange(len(counts))
    turns = np.where(counts > 0, np.where(np.arange(len(counts)) % 2, 1, -1), 0)
    return series(when, counts + turns, 1.0, transition_from=when[before], after_from=when[before])


def _with(monthly: Series, **changed: Any) -> Series:
    return Series(**{**monthly.__dict__, **changed})
