"""The interrupted time series: the level change of a monthly count and its counterfactual.

log E[events] = log exposure + b0 + b1·t + b2·D + Σ (s_k sin 2πkm/12 + c_k cos 2πkm/12), D = 1 after
the transition, whose months are left out (Lopez Bernal, Cummins & Gasparrini 2017, *International
Journal of Epidemiology* 46:348). Quasi-Poisson with dispersion max(1, X²/df) and t quantiles.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from queries.stats import Array, Table
from queries.stats.autocorrelation import ljung_box, newey_west
from queries.stats.comparison import compare_periods
from queries.stats.constants import (
    ALPHA,
    NEWEY_WEST_LAG,
    PANDEMIC_FROM,
    SERIES_MIN_AFTER,
    SERIES_MIN_BEFORE,
    SERIES_MIN_MONTHLY,
    SLOPE_MONTHS,
    TWO_HARMONICS_MONTHS,
)
from queries.stats.monthly_series import Months, Series


@dataclass(frozen=True)
class Slope:
    """A change of slope: the change of the ratio per year after the policy, and its F test."""

    ratio_per_year: float
    low: float
    high: float
    f: float
    p: float


@dataclass(frozen=True)
class LevelChange:
    """A change of level. `table` has one row per month: month, phase, events, exposure, expected
    (by the model), counterfactual (had nothing changed) with counterfactual_low and _high.

    `ratio` is after ÷ counterfactual with low, high and p. `avoided` is the sum of the
    counterfactual minus the events after; negative if there were more events. `is_less_certain`:
    the residuals are autocorrelated and the range is the wider of two. `slope` is None with too few
    months after. `has_pandemic`: months from PANDEMIC_FROM on were used.
    """

    table: Table
    ratio: float
    low: float
    high: float
    p: float
    avoided: float
    avoided_low: float
    avoided_high: float
    coefficient: float
    standard_error: float
    dispersion: float
    deviance: float
    df: int
    harmonics: int
    residual_lag: int
    residual_p: float
    is_less_certain: bool
    has_pandemic: bool
    slope: Slope | None
    method: str


@dataclass(frozen=True)
class NotFitted:
    """The reason why no model was fitted, and the comparison of the two periods instead.

    `reason` is short_before, short_after, none_before, none_after, few_events or not_estimable.
    `comparison` is the one row of `compare_periods`.
    """

    reason: str
    comparison: Table


def level_change(monthly: Series) -> LevelChange | NotFitted:
    """Return the change of level, or the reason why there is none with a comparison instead."""
    is_used, is_after = monthly.is_used, monthly.is_after
    reason = _why_not(monthly.events, is_used, is_after)
    if reason:
        return NotFitted(reason, _plain(monthly))
    months_before = int((is_used & ~is_after).sum())
    harmonics = 2 if months_before >= TWO_HARMONICS_MONTHS else 1
    design = _design(monthly.months, is_after, harmonics)
    fit = _fit(design[is_used], monthly.events[is_used], monthly.exposure[is_used])
    if fit is None:
        return NotFitted("not_estimable", _plain(monthly))
    phi = max(1.0, float(fit.pearson_chi2 / fit.df_resid))
    covariance = np.asarray(fit.normalized_cov_params) * phi
    residuals, scores = np.full(len(is_used), np.nan), np.full(design.shape, np.nan)
    residuals[is_used] = fit.resid_pearson
    scores[is_used] = fit.resid_response[:, None] * design[is_used]
    lag, _, residual_p = ljung_box(residuals)
    method = f"quasi-Poisson, level change, harmonics: {harmonics}"
    if residual_p < ALPHA:
        robust = newey_west(scores, np.asarray(fit.normalized_cov_params))
        method += f", wider of this and Newey–West lag {NEWEY_WEST_LAG}"
        if robust[LEVEL, LEVEL] > covariance[LEVEL, LEVEL]:
            covariance = robust
    t = -float(special.stdtrit(fit.df_resid, ALPHA / 2))
    b, error = float(fit.params[LEVEL]), float(np.sqrt(covariance[LEVEL, LEVEL]))
    ratio, low, high = (float(np.exp(b + reach * error)) for reach in (0, -t, t))
    happened = float(monthly.events[is_used & is_after].sum())
    return LevelChange(
        table=_by_month(monthly, design, np.asarray(fit.params), covariance, t),
        ratio=ratio,
        low=low,
        high=high,
        p=2 * float(special.stdtr(fit.df_resid, -abs(b) / error)),
        avoided=happened * (1 / ratio - 1),
        # events after × (1/ratio − 1) is a monotone function of the ratio alone
        avoided_low=happened * (1 / high - 1),
        avoided_high=happened * (1 / low - 1),
        coefficient=b,
        standard_error=error,
        dispersion=phi,
        deviance=float(fit.deviance),
        df=int(fit.df_resid),
        harmonics=harmonics,
        residual_lag=lag,
        residual_p=residual_p,
        is_less_certain=residual_p < ALPHA,
        has_pandemic=bool((monthly.months[is_used] >= np.datetime64(PANDEMIC_FROM)).any()),
        slope=_slope(monthly, design, float(fit.deviance)),
        method=method,
    )


LEVEL = 2
"""The column of the design that is 1 after the change."""


def _why_not(events: Array, is_used: NDArray[np.bool_], is_after: NDArray[np.bool_]) -> str:
    """Return the first reason not to fit a model, or an empty text."""
    before_events, after_events = events[is_used & ~is_after], events[is_used & is_after]
    if len(before_events) < SERIES_MIN_BEFORE:
        return "short_before"
    if len(after_events) < SERIES_MIN_AFTER:
        return "short_after"
    # without events the level is minus infinity, and the fit would stop at an arbitrary value
    if before_events.sum() == 0:
        return "none_before"
    if after_events.sum() == 0:
        return "none_after"
    return "few_events" if events[is_used].mean() < SERIES_MIN_MONTHLY else ""


def _plain(monthly: Series) -> Table:
    """Return the comparison of the two periods of a series."""
    (x0, n0), (x1, n1) = (
        (monthly.events[None, side], monthly.exposure[None, side])
        for side in (monthly.is_used & ~monthly.is_after, monthly.is_used & monthly.is_after)
    )
    a, b, c, d = (values.sum(axis=1) for values in (x0, n0, x1, n1))
    return compare_periods(a, b, c, d, (x0, n0), (x1, n1), kind="rate")


def _design(months: Months, is_after: NDArray[np.bool_], harmonics: int) -> Array:
    """Return months × (1, time in months, level, sine and cosine of each harmonic)."""
    season = 2 * np.pi * (months.astype(int) % 12 + 1) / 12
    waves = [wave(k * season) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    time = np.arange(1, len(months) + 1)
    return np.column_stack([np.ones(len(months)), time, is_after, *waves]).astype(float)


def _fit(design: Array, events: Array, exposure: Array) -> Any:
    """Return the fitted Poisson model, or None if its terms cannot be estimated."""
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    # a server is ready sooner without these; few pages fit a model
    from statsmodels.genmod.families import Poisson  # noqa: PLC0415
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    fit = GLM(events, design, family=Poisson(), offset=np.log(exposure)).fit(tol=1e-10)
    return fit if fit.converged else None


def _by_month(monthly: Series, design: Array, b: Array, covariance: Array, t: float) -> Table:
    unchanged = design.copy()
    unchanged[:, LEVEL] = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = np.log(monthly.exposure)
    middle = unchanged @ b + offset
    reach = t * np.sqrt(np.einsum("ij,jk,ik->i", unchanged, covariance, unchanged))
    is_transition = (monthly.months >= monthly.transition_from) & ~monthly.is_after
    return {
        "month": monthly.months,
        "phase": np.select([monthly.is_after, is_transition], ["after", "transition"], "before"),
        "events": monthly.events,
        "exposure": monthly.exposure,
        "expected": np.exp(design @ b + offset),
        "counterfactual": np.exp(middle),
        "counterfactual_low": np.exp(middle - reach),
        "counterfactual_high": np.exp(middle + reach),
    }


def _slope(monthly: Series, design: Array, level_deviance: float) -> Slope | None:
    """Return the change of slope in addition to the level, or None with too few months after."""
    is_used, is_after = monthly.is_used, monthly.is_after
    if (is_used & is_after).sum() < SLOPE_MONTHS:
        return None
    since = np.where(is_after, (monthly.months - monthly.after_from).astype(int) / 12, 0.0)
    larger = np.column_stack([design, since])
    fit = _fit(larger[is_used], monthly.events[is_used], monthly.exposure[is_used])
    if fit is None:
        return None
    phi = max(1.0, float(fit.pearson_chi2 / fit.df_resid))
    f = max(0.0, level_deviance - float(fit.deviance)) / phi
    b = float(fit.params[-1])
    reach = -float(special.stdtrit(fit.df_resid, ALPHA / 2)) * np.sqrt(
        float(fit.normalized_cov_params[-1, -1]) * phi
    )
    return Slope(
        ratio_per_year=float(np.exp(b)),
        low=float(np.exp(b - reach)),
        high=float(np.exp(b + reach)),
        f=f,
        p=float(special.fdtrc(1, fit.df_resid, f)),
    )
