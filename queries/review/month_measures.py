"""The measures of a month, the months that can be asked for, and their counts."""

import datetime as dt
from dataclasses import replace

from queries.declared.measures import Measure, measures
from queries.grid.months import MonthGrid, month_grid, settled_months
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


@once_per_vintage
def month_measures(vintage: Vintage, layer_id: str) -> list[Measure]:
    """Return the measures of a month that a vintage supports; a rate stands for its records."""
    counted = [
        measure
        if measure.kind == "share"
        else replace(measure, kind="count", denominator="none", scale=1)
        for measure in measures().values()
        if measure.monthly
    ]
    return [measure for measure in counted if vintage.lack(measure, layer_id) is None]


@once_per_vintage
def month_choices(vintage: Vintage, layer_id: str) -> list[dt.date]:
    """Return the months that can be asked for, newest first: settled for one measure at least."""
    months = {
        month
        for measure in month_measures(vintage, layer_id)
        for month in settled_months(vintage, measure)
    }
    return sorted(months, reverse=True)


def map_of(vintage: Vintage, layer_id: str, month: dt.date) -> dt.date:
    """Return the day on which the map in force in `month` was drawn; the first day for the first.

    All months of a map have one answer by it.
    """
    areas = vintage.areas(layer_id)
    drawn = [*areas["valid_from"].drop_nulls(), *areas["valid_until"].drop_nulls()]
    return max([day for day in drawn if day <= month], default=dt.date.min)


@once_per_vintage
def month_grids(vintage: Vintage, layer_id: str, drawn_on: dt.date) -> list[MonthGrid]:
    """Return the counts of every measure of a month on a map (see `map_of`)."""
    return [
        month_grid(vintage, measure, layer_id, drawn_on)
        for measure in month_measures(vintage, layer_id)
    ]
