"""The comparison of two periods: rates, ratio, overdispersion and smallest detectable change."""

import numpy as np
from numpy.typing import NDArray

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
    dispersion, detectable_fall, detectable_rise, detectable_by_chance (the fall, were the months
    Poisson), months_to_10, months_to_25, months_to_50 (further
    months after until a fall of that percentage would be detected) and method.

    `kind` is rate, count or share. Shares have score limits; rates and counts have mid-P limits, or
    exact limits where monthly counts are overdispersed. With overdispersion all limits, those of
    the two rates included, are computed on counts divided by the dispersion.
    """
    spread = dispersion(before_months, after_months, is_share=kind == "share")
    over = spread["is_overdispersed"].astype(bool)
    return compared(
        (before_events, before_exposure, after_events, after_exposure),
        np.where(over, spread["phi"].astype(float), 1.0),
        (before_months[1].shape[1], after_months[1].shape[1]),
        kind=kind,
        scale=scale,
        is_exact=over,
    )


def compared(
    totals: tuple[Array, Array, Array, Array],
    inflation: Array,
    months: tuple[int, int],
    *,
    kind: str,
    scale: float = 1.0,
    is_exact: NDArray[np.bool_] | None = None,
) -> Table:
    """Return the columns of `compare_periods` for totals whose variance is known to be inflated.

    `totals` are events and exposure before, events and exposure after. Counts with `inflation` have
    as much information as independent Poisson (binomial) counts of 1/inflation their size; limits
    are mid-P, and exact where `is_exact`. `months` are those of the two windows.
    """
    is_share = kind == "share"
    if is_exact is None:
        is_exact = np.zeros(len(inflation), bool)
    x0, n0, x1, n1 = totals
    if is_share:
        low, high, p = shares.score(x0 / inflation, n0 / inflation, x1 / inflation, n1 / inflation)
        name = "Koopman score"
    else:
        name = "mid-P"
        low, high, p = np.empty((3, len(inflation)))
        for rows, limits in ((~is_exact, ratios.mid_p), (is_exact, ratios.exact)):
            low[rows], high[rows], p[rows] = limits(
                x0[rows] / inflation[rows], n0[rows], x1[rows] / inflation[rows], n1[rows]
            )
    is_inflated = inflation > 1
    method = np.where(is_exact & (not is_share), "exact", name)
    method = np.where(is_inflated, np.char.add(method, ", counts / dispersion"), method)
    before = _period(x0 / inflation, n0 / inflation, scale, is_share=is_share)
    after = _period(x1 / inflation, n1 / inflation, scale, is_share=is_share)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = n1 / n0
        # the variance of a binomial count is that of a Poisson count times one minus the share; a
        # share of all is taken for half a record less, or any fall would count as seen
        rest = np.maximum(n0 + n1 - x0 - x1, 0.5) / (n0 + n1)
    shrink = rest if is_share else np.ones(rest.shape)
    fall, rise = detectable(x0, rho, inflation * shrink)
    by_chance, _ = detectable(x0, rho, shrink)
    needed = months_to_see(x0, months[0], months[1], inflation * shrink)["months_more"]
    value = ratios.ratio(*totals)
    return {
        **{f"before_{name}": column for name, column in before.items()},
        **{f"after_{name}": column for name, column in after.items()},
        "ratio": value,
        "ratio_low": low,
        "ratio_high": high,
        "p": p,
        "dispersion": inflation,
        "detectable_fall": fall,
        "detectable_rise": rise,
        "detectable_by_chance": by_chance,
        **{
            f"months_to_{fall_to_see * 100:.0f}": needed[:, column]
            for column, fall_to_see in enumerate(FALLS_TO_SEE)
        },
        "method": np.where(np.isnan(low), "undefined", method),
    }


def _period(events: Array, exposure: Array, scale: float, *, is_share: bool) -> Table:
    table = share(events, exposure, scale) if is_share else poisson_rate(events, exposure, scale)
    return {name: table[name] for name in ("rate", "low", "high")}
