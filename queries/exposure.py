"""Exposure that is not counted in records: residents over time, and time itself."""

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.windows import Period

DAYS_A_YEAR = 365.25

Array = NDArray[np.float64]


def years(days: Array) -> Array:
    """Return days as years."""
    return days / DAYS_A_YEAR


def residents(populations: pl.DataFrame, area_ids: list[str], on: dt.date) -> Array:
    """Return residents per area on a day, between censuses on a straight line.

    `populations` has area_id, year, n. Before the first and after the last census the nearest
    count holds: extending the line would invent people. Unknown areas get nan.
    """
    at = on.year + (on.timetuple().tm_yday - 1) / DAYS_A_YEAR
    counts = populations.pivot(on="year", index="area_id", values="n").sort("area_id")
    found = np.full(len(area_ids), np.nan)
    if counts.is_empty():
        return found
    # a census counts 1 April
    censuses = np.array([float(name) + 0.25 for name in counts.columns[1:]])
    order = np.argsort(censuses)
    table = counts.drop("area_id").to_numpy().astype(float)[:, order]
    position = int(np.clip(np.searchsorted(censuses[order], at) - 1, 0, max(len(order) - 2, 0)))
    if len(order) == 1:
        line = table[:, 0]
    else:
        left, right = censuses[order][position : position + 2]
        weight = float(np.clip((at - left) / (right - left), 0, 1))
        line = (1 - weight) * table[:, position] + weight * table[:, position + 1]
    index = {area: row for row, area in enumerate(counts["area_id"])}
    rows = np.array([index.get(area, -1) for area in area_ids])
    found[rows >= 0] = line[rows[rows >= 0]]
    return found


def middle(period: Period) -> dt.date:
    """Return the day in the middle of a period."""
    return period[0] + (period[1] - period[0]) / 2


def month_days(period: Period) -> Array:
    """Return the days of each month of a period, counted from its first day.

    The same bins as sql/pages/period_counts.sql: a month starts on the day of the month on which
    the period starts.
    """
    shift = dt.timedelta(days=period[0].day - 1)
    edges = [period[0]]
    index = period[0].year * 12 + period[0].month
    while edges[-1] <= period[1]:
        edges.append(dt.date(index // 12, index % 12 + 1, 1) + shift)
        index += 1
    edges[-1] = period[1] + dt.timedelta(days=1)
    return np.diff(np.array(edges, dtype="datetime64[D]")).astype(float)
