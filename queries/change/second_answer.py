"""Beside the first answer: other dates, the level of the last months, and the time of year."""

import datetime as dt

import numpy as np
import polars as pl

from queries.dates import DateRange, add_months
from queries.declared.measures import Measure
from queries.grid.windows import Windows, is_other_season
from queries.stats.constants import LATEST_MONTHS
from queries.stats.months import Record
from queries.stats.other_dates import OtherDates
from queries.stats.seasons import season_adjusted, season_between


def second_answer(elsewhen: OtherDates, table: pl.DataFrame) -> list[pl.Series]:
    """Return stands_out, dates_as_large, date_ratio, ordinary_low and ordinary_high.

    A row that cannot be compared, or without any event in both windows, has no second answer.
    """
    answers = pl.DataFrame(
        {
            "stands_out": elsewhen.answer.tolist(),
            "dates_as_large": elsewhen.as_large,
            "date_ratio": elsewhen.own,
            "ordinary_low": elsewhen.low,
            "ordinary_high": elsewhen.high,
            "verdict": table["verdict"],
            "ratio": table["ratio"],
        },
        nan_to_null=True,
    )
    is_answered = (pl.col("verdict") != "not_comparable") & pl.col("ratio").is_not_null()
    columns = pl.exclude("verdict", "ratio")
    return answers.select(pl.when(is_answered).then(columns).name.keep()).get_columns()


def latest_months(months: list[dt.date], windows: Windows) -> DateRange | None:
    """Return the last LATEST_MONTHS of a record; None if the after window has any of them."""
    if len(months) < LATEST_MONTHS or months[-LATEST_MONTHS] <= windows.after_to:
        return None
    return months[-LATEST_MONTHS], add_months(months[-1], 1) - dt.timedelta(days=1)


def latest_level(
    record: Record, months: list[dt.date], latest: DateRange | None, measure: Measure
) -> list[pl.Series]:
    """Return the events and the rate of every row in the last settled months."""
    is_latest = np.array([latest is not None and month >= latest[0] for month in months], bool)
    events, risk = (part[:, is_latest].sum(axis=1) for part in (record.events, record.exposure))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(risk > 0, events / risk * measure.scale, np.nan)
    if latest is None:
        events = rate = np.full(len(record.events), np.nan)
    return pl.DataFrame(
        {"latest_events": events, "latest_rate": rate}, nan_to_null=True
    ).get_columns()


def city_at_other_dates(elsewhen: OtherDates, months: list[dt.date]) -> pl.DataFrame:
    """Return on and ratio: the city's change at every other date."""
    return pl.DataFrame(
        {"on": [months[start] for start in elsewhen.starts], "ratio": elsewhen.ratios[0]},
        schema={"on": pl.Date, "ratio": pl.Float64},
        nan_to_null=True,
    )


def in_season(
    record: Record, inflation: float, table: pl.DataFrame, windows: Windows
) -> list[pl.Series]:
    """Return season_ratio, season_low and season_high of every row.

    The season is that of the city's whole record; null where windows hold the same months.
    """
    season = None
    if is_other_season(windows):
        season = season_between(record.rows(slice(0, 1)), inflation)
    ratio, low, high = (
        table[name].cast(pl.Float64).to_numpy() for name in ("ratio", "ratio_low", "ratio_high")
    )
    adjusted = season_adjusted(ratio, low, high, season)
    return pl.DataFrame(
        {f"season_{name}": column for name, column in adjusted.items()}, nan_to_null=True
    ).get_columns()
