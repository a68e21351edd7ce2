"""Exposure that is not counted in records: residents and time."""

import datetime as dt

import numpy as np
import polars as pl

from queries.dates import DateRange
from queries.declared.measures import Measure
from queries.stats import Array
from queries.vintage.catalog import Vintage

DAYS_A_YEAR = 365.25

CENSUS_DAY = 0.25
"""A census counts the people of 1 April, a quarter into its year."""


def in_years(days: Array) -> Array:
    """Return days as years."""
    return days / DAYS_A_YEAR


def at_risk(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    area_ids: list[str],
    counted_on: list[dt.date],
    years: Array,
) -> Array | None:
    """Return person-years or years, areas × bins; None where the denominator is records.

    `years` is the length of each bin. Residents are counted on the days `counted_on`: one per bin,
    or one for all bins.
    """
    if measure.denominator == "none":
        return np.ones((len(area_ids), 1)) * years
    if measure.denominator == "residents":
        return residents(vintage.populations(layer), area_ids, counted_on) * years
    return None


def residents(populations: pl.DataFrame, area_ids: list[str], days: list[dt.date]) -> Array:
    """Return residents, areas × days, interpolated linearly between censuses.

    `populations` has area_id, year, n. Before the first and after the last census the nearest
    count is used, without extrapolation. Areas without a census are nan.
    """
    dates = np.array([day.year + (day.timetuple().tm_yday - 1) / DAYS_A_YEAR for day in days])
    people = np.full((len(area_ids), len(days)), np.nan)
    rows = {area: row for row, area in enumerate(area_ids)}
    for (area,), counts in populations.sort("year").group_by("area_id"):
        if area in rows:
            censuses = counts["year"].to_numpy() + CENSUS_DAY
            people[rows[str(area)]] = np.interp(dates, censuses, counts["n"].to_numpy())
    return people


def middle(period: DateRange) -> dt.date:
    """Return the day in the middle of a period."""
    return period[0] + (period[1] - period[0]) / 2


def month_days(period: DateRange) -> Array:
    """Return the length in days of each month of a period, counted from its first day.

    The bins are those of sql/pages/period_counts.sql: each month starts on the day of the month on
    which the period starts.
    """
    shift = dt.timedelta(days=period[0].day - 1)
    edges = [period[0]]
    index = period[0].year * 12 + period[0].month
    while edges[-1] <= period[1]:
        edges.append(dt.date(index // 12, index % 12 + 1, 1) + shift)
        index += 1
    edges[-1] = period[1] + dt.timedelta(days=1)
    return np.diff(np.array(edges, dtype="datetime64[D]")).astype(float)
