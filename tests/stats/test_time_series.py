import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
