"""The measures of a month, and the months that can be asked for."""

import datetime as dt
from dataclasses import replace

from queries.declared.measures import Measure, measures
from queries.grid.months import settled_months
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
