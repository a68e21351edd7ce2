"""The month: what each kind of record came to, beside other months and its usual range.

Every number is in the month's own unit: a count of records, or of a share its rate. Counts and
rates of the same records are one row, so nothing is told twice.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.dates import add_months
from queries.declared.measures import Measure
from queries.errors import NoAnswer
from queries.grid.months import MonthGrid
from queries.review.judgement import Judgement, judgement, level_notes
from queries.review.monitoring import coarsest_layer
from queries.review.month_measures import (
    map_of,
    month_choices,
    month_grids,
    month_measures,
    opening_month,
)
from queries.stats import Array
from queries.stats.constants import CAUTION_EVENTS
from queries.stats.icons import icons
from queries.texts import Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

YEAR = 12

CONCERN, IMPROVEMENT, NEUTRAL, USUAL = "concern", "improvement", "neutral", "common_cause"
TOO_FEW, NOT_JUDGED = "too_few", "not_judged"
TOO_FEW_REASONS = ("short", "few")
STATES = (CONCERN, IMPROVEMENT, NEUTRAL, USUAL, TOO_FEW, NOT_JUDGED)
"""What a row can be; the first three are signals."""


@dataclass(frozen=True)
class Month:
    """One month of a city: every kind of record, in the city and in every area of a layer.

    `table` has one row per measure and area, kind citywide | area | unknown: measure, area_id,
    area, kind, month (the row's own: the asked one, or the measure's latest settled one before it),
    is_provisional, events, exposure, value (events, or of a share events ÷ exposure × its scale),
    last_month, year_ago (the same for those months), to_date, to_date_year_ago (the value of the
    year's months up to this one, and of the same months a year before; of these four none is a
    share of fewer than CAUTION_EVENTS records), change (their ratio − 1),
    usual_low, usual_centre, usual_high (the range that nine in ten such months keep to, for this
    month of the year), state (one of STATES), why (a reason for too_few or not_judged: unsettled |
    no_records | recording | places | short | few | no_place; else null), since (the month in
    which what became the current signal began), raised (that in which it became one), months_n (its
    months since it began), is_new, signal (the id of the signal that the row
    belongs to: rows of one event share it; null for none), and notes (a list of gap | jump |
    recording: faults of the months behind the range). Numbers are null where a month has no record.
    `looks` is the number of judged rows, and `false_alarms_a_year` how many signals a year rows
    like them raise at most, on average, if nothing changes.
    """

    city: str
    city_name: Texts
    vintage: str
    layer: str
    layer_name: Texts
    month: dt.date
    table: pl.DataFrame
    looks: int
    false_alarms_a_year: float

    @property
    def citywide(self) -> pl.DataFrame:
        """The rows of the whole city, in display order."""
        return self.table.filter(pl.col("kind") == "citywide")

    @property
    def signals(self) -> pl.DataFrame:
        """One row per signal, the city's if it has one: new ones first, then concerns."""
        return (
            self.table.filter(pl.col("signal").is_not_null())
            .sort(pl.col("kind") != "citywide", maintain_order=True)
            .unique("signal", keep="first", maintain_order=True)
            .sort(
                pl.col("is_new").not_(),
                pl.col("state").cast(pl.Enum(STATES)),
                maintain_order=True,
            )
        )


@once_per_vintage
def month_of(vintage: Vintage, layer_id: str | None = None, month: dt.date | None = None) -> Month:
    """Return a month (default: `opening_month`) of a layer.

    `layer_id` defaults to `coarsest_layer`. Raises NoAnswer for a month that is not settled.
    """
    layer = vintage.layer(layer_id or coarsest_layer(vintage))
    choices = month_choices(vintage, layer.id)
    if not choices:
        raise NoAnswer("no_review")
    asked = month or opening_month(vintage, layer.id)
    if asked not in choices:
        ends = {"month": asked, "first": choices[-1], "last": choices[0]}
        raise NoAnswer("month_not_settled", **{key: f"{day:%Y-%m}" for key, day in ends.items()})
    measures = month_measures(vintage, layer.id)
    grids = month_grids(vintage, layer.id, map_of(vintage, layer.id, asked))
    table = pl.concat(
        _rows(measure, grid, asked) for measure, grid in zip(measures, grids, strict=True)
    )
    judged = judgement(vintage, layer.id, asked)
    table = table.with_columns(_judged(judged, table), notes=_notes(vintage, judged, table))
    return Month(
        city=vintage.city_id,
        city_name=vintage.city_name,
        vintage=vintage.vintage,
        layer=layer.id,
        layer_name=layer.name,
        month=asked,
        table=table,
        looks=table.filter(~pl.col("state").is_in([TOO_FEW, NOT_JUDGED])).height,
        false_alarms_a_year=float(judged.false_alarms[judged.months.index(asked)]),
    )


def _rows(measure: Measure, grid: MonthGrid, asked: dt.date) -> pl.DataFrame:
    """Return the rows of one measure in the form of `Month.table`, up to `change`."""
    settled = [
        month
        for month, is_known in zip(grid.months, grid.is_settled & ~grid.is_gap, strict=True)
        if is_known and month <= asked
    ]
    month = settled[-1] if settled else asked
    count = len(grid.ids)
    nothing = np.full(count, np.nan)

    def values(first: dt.date, last: dt.date, least: int = 0) -> Array:
        """Return the value over the months from `first` to `last`, of each row.

        A share of fewer than `least` records is nan.
        """
        if not settled or first not in grid.months:
            return nothing
        part = slice(grid.months.index(first), grid.months.index(last) + 1)
        value = _value(measure, grid, part)
        if measure.kind != "share":
            return value
        return np.where(grid.exposure[:, part].sum(axis=1) < least, np.nan, value)

    def beside(first: dt.date, last: dt.date) -> Array:
        """Return the value of other months, whose records are not told beside it."""
        return values(first, last, CAUTION_EVENTS)

    year_ago = add_months(month, -YEAR)
    january = month.replace(month=1)
    to_date = beside(january, month)
    to_date_year_ago = beside(add_months(january, -YEAR), year_ago)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(to_date_year_ago > 0, to_date / to_date_year_ago - 1, np.nan)
    at = grid.months.index(month) if settled else 0
    return pl.DataFrame(
        {
            "measure": [measure.id] * count,
            "area_id": grid.ids,
            "area": grid.names,
            "kind": ["citywide", *["area"] * (count - 2), UNKNOWN],
            "month": [month] * count,
            "is_provisional": [not settled] * count,
            "events": grid.events[:, at] if settled else nothing,
            "exposure": grid.exposure[:, at] if settled else nothing,
            "value": values(month, month),
            "last_month": beside(add_months(month, -1), add_months(month, -1)),
            "year_ago": beside(year_ago, year_ago),
            "to_date": to_date,
            "to_date_year_ago": to_date_year_ago,
            "change": change,
        },
        nan_to_null=True,
    )


def _judged(judged: Judgement, table: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `Month.table` from usual_low to signal."""
    at = np.array([judged.months.index(month) for month in table["month"]])
    row = np.arange(len(at))
    is_settled = ~table["is_provisional"].to_numpy()
    why = np.where(is_settled, judged.why[row, at], "no_records")
    is_judged = why == ""
    side = np.where(is_settled, judged.signals.side[row, at], 0)
    states = [
        str(icons(np.array(up > 0), np.array(up < 0), measure.direction))
        for up, measure in zip(side, judged.measure, strict=True)
    ]
    since, raised = (
        np.where(side != 0, months[row, at], at)
        for months in (judged.signals.since, judged.signals.raised)
    )
    signal: list[str | None] = [None] * len(at)
    for event in judged.events_at(np.where(is_settled, at, 0)) if is_settled.any() else []:
        lead = event[0]
        first = judged.months[judged.signals.raised[lead, at[lead]]]
        for member in event:
            signal[member] = (
                f"{judged.measure[lead].id}.{judged.area[lead] or 'city'}.{first:%Y-%m}"
            )
    low, high = judged.usual.ends(at)
    centre = judged.usual.mean[row, at]
    scales = np.array([measure.scale for measure in judged.measure])
    with np.errstate(divide="ignore", invalid="ignore"):
        per_share = scales / judged.usual.exposure[row, at]
    scale = np.where(judged.usual.is_share, per_share, 1.0)
    return pl.DataFrame(
        {
            **{
                f"usual_{name}": np.where(is_judged, values * scale, np.nan)
                for name, values in (("low", low), ("centre", centre), ("high", high))
            },
            "state": np.select(
                [is_judged, np.isin(why, TOO_FEW_REASONS)], [states, TOO_FEW], NOT_JUDGED
            ).tolist(),
            "why": [reason or None for reason in why],
            **{
                name: [
                    judged.months[begin] if up else None
                    for begin, up in zip(begins, side, strict=True)
                ]
                for name, begins in (("since", since), ("raised", raised))
            },
            "months_n": np.where(side != 0, at - since + 1, 0),
            "is_new": (side != 0) & judged.signals.is_new[row, at],
            "signal": signal,
        },
        schema_overrides={
            "why": pl.String,
            "since": pl.Date,
            "raised": pl.Date,
            "signal": pl.String,
        },
        nan_to_null=True,
    )


def _notes(vintage: Vintage, judged: Judgement, table: pl.DataFrame) -> pl.Series:
    """Return each row's faults of its month and of the months that set its level."""
    ranges = {
        measure.id: (
            measure,
            judged.months[judged.level_from[row, judged.months.index(month)]],
            month,
        )
        for row, (measure, month) in enumerate(zip(judged.measure, table["month"], strict=True))
    }
    notes = {
        measure.id: level_notes(vintage, measure, first, last)
        for measure, first, last in ranges.values()
    }
    return pl.Series([notes[measure.id] for measure in judged.measure], dtype=pl.List(pl.String))


def _value(measure: Measure, grid: MonthGrid, part: slice) -> Array:
    """Return the value of each row over a span of months; nan where one of them is not known."""
    events: Array = grid.events[:, part].sum(axis=1)
    if measure.kind != "share":
        return events
    exposure = grid.exposure[:, part].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate: Array = np.where(exposure > 0, events / exposure * measure.scale, np.nan)
    return rate
