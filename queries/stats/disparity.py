"""The ratio of two groups' rates, for every available benchmark."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array, Table, ratios
from queries.stats.constants import ALPHA, MIN_BENCHMARKS


def disparity(
    events: float,
    other_events: float,
    benchmarks: Mapping[str, tuple[float, float]],
    phi: float = 1.0,
    alpha: float = ALPHA,
) -> Table:
    """Return benchmark, ratio, low, high, p and method: a group's rate ÷ another's, by benchmark.

    `benchmarks` has the denominators of both groups by name: their residents, stops, arrests. The
    ratio depends on the benchmark (Gelman, Fagan & Kiss 2007, *JASA* 102:813), so a single one
    raises ValueError. The limits are mid-P; with overdispersion, exact on counts / `phi`. The ratio
    neither shows nor rules out bias.
    """
    if len(benchmarks) < MIN_BENCHMARKS:
        raise ValueError("a disparity needs two benchmarks or more, side by side")
    names = np.array(list(benchmarks))
    own_benchmark, other_benchmark = np.array([benchmarks[name] for name in names], float).T
    limits = ratios.exact if phi > 1 else ratios.mid_p
    low, high, p = limits(other_events / phi, other_benchmark, events / phi, own_benchmark, alpha)
    method = "exact, counts / dispersion" if phi > 1 else "mid-P"
    return {
        "benchmark": names,
        "ratio": ratios.ratio(other_events, other_benchmark, events, own_benchmark),
        "low": low,
        "high": high,
        "p": p,
        "method": np.where(np.isnan(low), "undefined", method),
    }


def unknown_bounds(
    events: ArrayLike,
    benchmark: ArrayLike,
    other_events: ArrayLike,
    other_benchmark: ArrayLike,
    unknown_events: ArrayLike,
    all_events: ArrayLike,
) -> Table:
    """Return unknown_share, lowest, highest and method: bounds of a ratio with unknown records.

    The ratio is lowest if all unknown records belong to the other group, and highest if all belong
    to the group itself (Manski 1989). Nothing is imputed. `all_events` counts all records, with the
    unknown ones.
    """
    x1, n1, x0, n0, unknown, total = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(values, float))
            for values in (
                events,
                benchmark,
                other_events,
                other_benchmark,
                unknown_events,
                all_events,
            )
        )
    )
    return {
        "unknown_share": _share(unknown, total),
        "lowest": ratios.ratio(x0 + unknown, n0, x1, n1),
        "highest": ratios.ratio(x0, n0, x1 + unknown, n1),
        "method": np.full(x1.shape, "bounds, unknown records to one group or the other"),
    }


def _share(part: Array, total: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, part / total, np.nan)
