"""Shrunken rates for a map: a rate with little exposure is drawn towards the city's rate."""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Table


def shrunken_rates(events: ArrayLike, exposure: ArrayLike, scale: float = 1.0) -> Table:
    """Return rate, weight and method per area (Marshall 1991, *Applied Statistics* 40:283).

    m = Σx/Σn, A = max(0, Σn(r − m)²/Σn − m/n̄), weight w = A / (A + m/n), rate m + w(r − m), times
    `scale`. A estimates the variance between areas; it is at least 0, and at 0 every area gets the
    city's rate. These rates are for colour only; the evidence is the exact range of the area's own
    rate. Areas without exposure are left out and undefined (nan).
    """
    x, n = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    is_known = (n > 0) & np.isfinite(n) & np.isfinite(x)
    rate, weight = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    method = np.full(x.shape, "undefined", dtype=object)
    if is_known.any():
        events_in, at_risk = x[is_known], n[is_known]
        own = events_in / at_risk
        mean = events_in.sum() / at_risk.sum()
        scatter = np.average((own - mean) ** 2, weights=at_risk)
        between = max(0.0, scatter - mean / at_risk.mean())
        noise = mean / at_risk
        weight[is_known] = between / (between + noise) if between > 0 else 0.0
        rate[is_known] = (mean + weight[is_known] * (own - mean)) * scale
        method[is_known] = (
            "Marshall" if between > 0 else "Marshall, areas differ no more than chance"
        )
    return {"rate": rate, "weight": weight, "method": method.astype(str)}
