"""A control chart in segments: limits start anew at a policy, with the old limits beside them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from queries.stats import Array, Table
from queries.stats.constants import CHART_LEAST
from queries.stats.u_chart import limits, u_chart
from queries.stats.xmr import xmr

NUMBERS = ("centre", "low", "high", "sigma_z", "old_centre", "old_low", "old_high")
"""The columns that are filled segment by segment."""


def control_chart(
    events: Array,
    exposure: Array,
    better: str,
    starts: Sequence[int],
    baselines: Sequence[int],
    *,
    chart: str,
    is_share: bool,
) -> Table:
    """Return areas × points: rate, the NUMBERS, points, is_signal, is_trial, rule, icon, method.

    `starts` are the positions at which limits begin, the first of them 0: the start of a policy,
    never a position chosen from the data. `baselines` is the number of points from each start that
    set the limits. old_* are the limits of the segment before. With fewer than CHART_LEAST points
    there are no limits. `chart` is xmr or u; sigma_z is nan for xmr.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(exposure > 0, events / exposure, np.nan)
    columns: Table = {"rate": rate, **{name: np.full(rate.shape, np.nan) for name in NUMBERS}}
    parts: list[Table] = []
    for start, stop, baseline in zip(starts, [*starts[1:], rate.shape[1]], baselines, strict=True):
        part = slice(start, stop)
        table = (
            {
                **xmr(rate[:, part], better, baseline),
                "sigma_z": np.full(rate[:, part].shape, np.nan),
            }
            if chart == "xmr"
            else u_chart(events[:, part], exposure[:, part], better, baseline, is_share=is_share)
        )
        points = np.isfinite(rate[:, part][:, :baseline]).sum(axis=1, keepdims=True)
        parts.append(_enough_points(table, np.broadcast_to(points, rate[:, part].shape)))
        for name in NUMBERS[:4]:
            columns[name][:, part] = parts[-1][name]
        if start:
            centre, sigma_z = (columns[name][:, [start - 1]] for name in ("centre", "sigma_z"))
            columns["old_centre"][:, part] = centre
            columns["old_low"][:, part], columns["old_high"][:, part] = (
                (columns[name][:, [start - 1]] for name in ("low", "high"))
                if chart == "xmr"
                else limits(centre, sigma_z, exposure[:, part], is_share=is_share)
            )
    if is_share:
        for name in ("high", "old_high"):
            columns[name] = np.minimum(columns[name], 1)
    remaining = ("points", "is_signal", "is_trial", "rule", "icon", "method")
    return columns | {
        name: np.concatenate([segment[name] for segment in parts], axis=1) for name in remaining
    }


def _enough_points(table: Table, points: NDArray[np.int_]) -> Table:
    """Return the columns without limits and signals where too few points set the limits."""
    has = (points >= CHART_LEAST) & np.isfinite(table["centre"].astype(float))
    lines = {name: np.where(has, table[name].astype(float), np.nan) for name in NUMBERS[:4]}
    is_signal = has & (table["rule"] != "")
    return {
        **lines,
        "points": points,
        "is_signal": is_signal,
        "is_trial": has & table["is_trial"].astype(bool),
        "rule": np.where(is_signal, table["rule"], ""),
        "icon": np.where(is_signal, table["icon"], "common_cause"),
        "method": np.where(has, table["method"], "undefined"),
    }
