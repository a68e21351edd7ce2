"""The control chart behind a row of a month: it describes the row, and raises no signal.

Limits are set by months after the last policy that affects the measure, never by the judged month.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from queries.dates import QUARTER, add_months
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.grid.months import MonthGrid, month_grid
from queries.grid.series import jumps_of
from queries.review.chart_rules import (
    charted,
    first_whole_month,
    kinds_of,
    mean_events,
    rebasing_policies,
    segment_starts,
)
from queries.review.month_measures import month_measure
from queries.stats.false_alarms import one_look_chance
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import is_latest


@dataclass(frozen=True)
class Chart:
    """One control chart.

    `table` has one row per point, oldest first: month (the first of a quarter), events, exposure,
    rate, centre, low, high, old_centre, old_low, old_high, is_baseline, is_signal, rule, state
    (null where a month is not judged), is_provisional, is_jump; rates are per the measure's scale.
    `kind` is xmr | u | quarters. `judged` is the month of the judged row, and `points` the number
    of months or quarters that set its limits. `by_chance` is the chance that a month (or quarter)
    without change is marked. `policies` are the policies inside the chart, and `rebased` the ids of
    those at which limits start anew.
    """

    measure: Measure
    area: str
    unit: str
    kind: str
    method: str
    judged: dt.date
    points: int
    by_chance: float
    table: pl.DataFrame
    policies: list[Policy]
    rebased: tuple[str, ...]


@once_per_vintage
def coarsest_layer(vintage: Vintage) -> str:
    """Return the layer with the fewest areas of those that support measures by area.

    If no layer supports any, return the layer for the public, for which only the city is shown.
    """
    sizes = {
        layer.id: vintage.areas(layer.id).filter(is_latest()).height
        for layer in vintage.city.layers
        if vintage.measures_by_area(layer.id)
    }
    return min(sizes, key=lambda layer: sizes[layer]) if sizes else vintage.layer().id


@once_per_vintage
def chart(
    vintage: Vintage, measure_id: str, layer_id: str, area_id: str, month: dt.date
) -> Chart | None:
    """Return the control chart of a measure in an area ("" the city).

    Returns None where there are too few months. `month` decides which months set the last limits.
    """
    measure = month_measure(vintage, measure_id, layer_id)
    grid = month_grid(vintage, measure, layer_id, month)
    row = grid.ids.index(area_id)
    at = grid.months.index(month) if month in grid.months else -1
    if at < 0 or not grid.is_settled[at] or area_id == UNKNOWN:
        return None
    rebasing = [
        policy
        for policy in rebasing_policies(vintage, measure)
        if first_whole_month(policy) <= grid.months[-1]
    ]
    starts = segment_starts(grid.months, [first_whole_month(policy) for policy in rebasing])
    kind = str(kinds_of(grid, measure, max(start for start in starts if start <= at), at)[row])
    if not kind:
        return None
    area = grid.part(slice(row, row + 1), slice(None))
    return Chart(
        measure=measure,
        area=grid.names[row],
        unit=vintage.unit(measure),
        kind=kind,
        **_charted(vintage, measure, area, kind, starts, at),
        policies=[
            policy
            for policy in vintage.policies
            if grid.months[0] < policy.effective_on < add_months(grid.months[-1], 1)
        ],
        rebased=tuple(
            policy.id for policy in rebasing if first_whole_month(policy) > grid.months[0]
        ),
    )


def _charted(
    vintage: Vintage, measure: Measure, grid: MonthGrid, kind: str, starts: Sequence[int], at: int
) -> dict[str, Any]:
    """Return the table of one row's chart, and method, month and points of the judged row."""
    limits, firsts = charted(grid, measure, kind, starts, at)
    size = QUARTER if kind == "quarters" else 1
    judged = next(number for number, first in enumerate(firsts) if first + size - 1 == at)
    is_provisional = ~grid.is_settled[firsts]
    scaled = ("rate", "centre", "low", "high", "old_centre", "old_low", "old_high")
    rule = np.where(is_provisional, "", limits["rule"][0])
    months = [grid.months[first] for first in firsts]
    table = pl.DataFrame(
        {
            "month": months,
            **{name: limits[name][0] for name in ("events", "exposure")},
            **{name: limits[name][0] * measure.scale for name in scaled},
            "is_baseline": limits["is_baseline"][0],
            "is_signal": rule != "",
            "rule": rule.tolist(),
            "state": [
                str(icon) if is_known else None
                for icon, is_known in zip(
                    limits["icon"][0],
                    ~is_provisional & np.isfinite(limits["centre"][0]),
                    strict=True,
                )
            ],
            "is_provisional": is_provisional,
            "is_jump": [
                bool(set(jumps_of(vintage, measure)) & _span(month, size)) for month in months
            ],
        },
        nan_to_null=True,
    )
    points = int(limits["points"][0, judged])
    start = max(first for first in starts if first <= at)
    mean = mean_events(grid, measure, start, at)[0] * size
    return {
        "table": table,
        "method": str(limits["method"][0, judged]),
        "judged": months[judged],
        "points": points,
        "by_chance": float(one_look_chance(mean, points, "xmr" if kind == "xmr" else "u")),
    }


def _span(month: dt.date, size: int) -> set[dt.date]:
    return {add_months(month, number) for number in range(size)}
