"""Exposure that is not counted in records: residents over time, and time itself."""

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.dates import DateRange

DAYS_A_YEAR = 365.25

CENSUS_DAY = 0.25
"""A census counts the people of 1 April, a quarter into its year."""

Array = NDArray[np.float64]


def years(days: Array) -> Array:
    """Return days as years."""
    return days / DAYS_A_YEAR


def residents(populations: pl.DataFrame, area_ids: list[str], days: list[dt.date]) -> Array:
    """Return residents, areas × days, between censuses on a straight line.

    `populations` has area_id, year, n. Before the first and after the last census the nearest
    count holds: extending the line would invent people. Areas without a census get nan.
    """
    at = np.array([day.year + (day.timetuple().tm_yday - 1) / DAYS_A_YEAR for day in days])
    found = np.full((len(area_ids), len(days)), np.nan)
    rows = {area: row for row, area in enumerate(area_ids)}
    for (area,), counts in populations.sort("year").group_by("area_id"):
        if area in rows:
            censuses = counts["year"].to_numpy() + CENSUS_DAY
            found[rows[str(area)]] = np.interp(at, censuses, counts["n"].to_numpy())
    return found


def middle(period: DateRange) -> dt.date:
    """Return the day in the middle of a period."""
    return period[0] + (period[1] - period[0]) / 2


def month_days(period: DateRange) -> Array:
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
