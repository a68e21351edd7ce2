"""The comparison of two periods: rates, ratio, overdispersion and smallest detectable change."""

import numpy as np

from queries.stats import Array, Table, ratios, shares
from queries.stats.constants import FALLS_TO_SEE
from queries.stats.dispersion import MonthlyCounts, dispersion
from queries.stats.power import detectable, months_to_see
from queries.stats.rates import poisson_rate, share


def compare_periods(
    before_events: Array,
    before_exposure: Array,
    after_events: Array,
    after_exposure: Array,
    before_months: MonthlyCounts,
    after_months: MonthlyCounts,
    *,
    kind: str,
    scale: float = 1.0,
) -> Table:
    """Return, per area, before_* and after_* (rate, low, high), ratio, ratio_low, ratio_high, p,
    dispersion, detectable_fall, detectable_rise, months_to_10, months_to_25, months_to_50 (further
    months after until a fall of that percentage would be detected) and method.

    `kind` is rate, count or share. Shares have score limits; rates and counts have mid-P limits, or
    exact limits where monthly counts are overdispersed. With overdispersion all limits, those of
    the two rates included, are computed on counts divided by the dispersion.
    """
    is_share = kind == "share"
    spread = dispersion(before_months, after_months, is_share=is_share)
    over = spread["is_overdispersed"].astype(bool)
    # overdispersed counts have as much information as Poisson counts of 1/phi their size
    phi = np.where(over, spread["phi"].astype(float), 1.0)
    arguments = (before_events, before_exposure, after_events, after_exposure)
    if is_share:
        x0, n0, x1, n1 = (values / phi for values in arguments)
        low, high, p = shares.score(x0, n0, x1, n1)
        method = np.where(over, "Koopman score, counts / dispersion", "Koopman score")
    else:
        low, high, p = np.empty((3, len(phi)))
        for rows, limits in ((~over, ratios.mid_p), (over, ratios.exact)):
            x0, n0, x1, n1 = (values[rows] for values in arguments)
            low[rows], high[rows], p[rows] = limits(x0 / phi[rows], n0, x1 / phi[rows], n1)
        method = np.where(over, "exact, counts / dispersion", "mid-P")
    before = _period(before_events / phi, before_exposure / phi, scale, is_share=is_share)
    after = _period(after_events / phi, after_exposure / phi, scale, is_share=is_share)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = after_exposure / before_exposure
        # the variance of a binomial count is that of a Poisson count times one minus the share
        pooled = (before_events + after_events) / (before_exposure + after_exposure)
    shrink = np.clip(1 - pooled, 0, 1) if is_share else np.ones(pooled.shape)
    fall, rise = detectable(before_events, rho, phi * shrink)
    months = (before_months[1].shape[1], after_months[1].shape[1])
    needed = months_to_see(before_events, months[0], months[1], phi * shrink)["months_more"]
    value = ratios.ratio(*arguments)
    return {
        **{f"before_{name}": column for name, column in before.items()},
        **{f"after_{name}": column for name, column in after.items()},
        "ratio": value,
        "ratio_low": low,
        "ratio_high": high,
        "p": p,
        "dispersion": phi,
        "detectable_fall": fall,
        "detectable_rise": rise,
        **{
            f"months_to_{fall_to_see * 100:.0f}": needed[:, column]
            for column, fall_to_see in enumerate(FALLS_TO_SEE)
        },
        "method": np.where(np.isnan(low), "undefined", method),
    }


def _period(events: Array, exposure: Array, scale: float, *, is_share: bool) -> Table:
    table = share(events, exposure, scale) if is_share else poisson_rate(events, exposure, scale)
    return {name: table[name] for name in ("rate", "low", "high")}
