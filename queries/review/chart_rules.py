"""The control chart of a measure in an area: its kind, its points and where its limits begin."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from queries.dates import QUARTER, add_months
from queries.declared.measures import Measure, events_of, measures
from queries.declared.policy import Policy
from queries.grid.months import MonthGrid
from queries.stats import Array, Table
from queries.stats.constants import CHART_BASELINE, CHART_LEAST, MONTHLY_CHART_EVENTS
from queries.stats.control_charts import control_chart
from queries.vintage.catalog import Vintage


def rebasing_policies(vintage: Vintage, measure: Measure) -> list[Policy]:
    """Return the policies at which a measure's limits start anew.

    They are the policies that meant to change a measure of the same dataset, and those that changed
    how the dataset is recorded.
    """
    datasets = {event.dataset for event in events_of(measure)}
    policies = []
    for policy in vintage.policies:
        intended = [measures()[name] for name in policy.measures if name in measures()]
        touched = {events_of(aim)[0].dataset for aim in intended}
        if policy.recording != "unchanged":
            touched |= set(policy.recording_datasets)
        if touched & datasets:
            policies.append(policy)
    return policies


def first_whole_month(policy: Policy) -> dt.date:
    """Return the first whole month under a policy."""
    first = policy.effective_on.replace(day=1)
    return first if policy.effective_on.day == 1 else add_months(first, 1)


def segment_starts(months: list[dt.date], days: Sequence[dt.date]) -> list[int]:
    """Return the positions of months at which limits begin: the first month and `days`."""
    return sorted({0, *(months.index(day) for day in days if day in months)})


def kinds_of(grid: MonthGrid, measure: Measure, start: int, at: int) -> NDArray[np.str_]:
    """Return each row's kind of chart: xmr (the city), u, quarters, or "" for none.

    The kind depends on the mean events a month in the baseline; for a share, on the rarer of events
    and non-events.
    """
    mean = mean_events(grid, measure, start, at)
    months = np.isfinite(grid.events[:, start : min(at, start + CHART_BASELINE)]).sum(axis=1)
    monthly = (mean >= MONTHLY_CHART_EVENTS) & (months >= CHART_LEAST)
    by_quarter = (mean * QUARTER >= MONTHLY_CHART_EVENTS) & (months >= CHART_LEAST * QUARTER)
    kinds = np.select([monthly, by_quarter], ["u", "quarters"], "")
    kinds[0] = "xmr" if monthly[0] else kinds[0]
    kinds[-1] = ""
    return kinds


def mean_events(grid: MonthGrid, measure: Measure, start: int, at: int) -> Array:
    """Return each row's mean events a month in the baseline; nan without a known month."""
    part = slice(start, min(at, start + CHART_BASELINE))
    events = grid.events[:, part]
    if measure.kind == "share":
        events = np.minimum(events, grid.exposure[:, part] - events)
    is_known = np.isfinite(events)
    total = np.where(is_known, events, 0.0).sum(axis=1)
    return np.where(is_known.any(axis=1), total / np.maximum(is_known.sum(axis=1), 1), np.nan)


def charted(
    grid: MonthGrid, measure: Measure, kind: str, starts: Sequence[int], at: int
) -> tuple[Table, list[int]]:
    """Return the chart's table and, per point, the position of its first month."""
    size = QUARTER if kind == "quarters" else 1
    firsts: list[int] = []
    begins: list[int] = []
    baselines: list[int] = []
    for start, stop in zip(starts, [*starts[1:], len(grid.months)], strict=True):
        holds = start <= at < stop
        if size > 1:  # the last quarter ends with the judged month or before the next policy
            if start > at:
                break
            stop = at + 1 if holds else stop  # noqa: PLW2901 - later months make no whole quarter
        points = list(range(start + (stop - start) % size, stop, size))
        if not points:
            continue
        begins.append(len(firsts))
        before = sum(first + size <= at for first in points) if holds else CHART_BASELINE
        baselines.append(min(CHART_BASELINE // size, before))
        firsts += points
    events, exposed = (
        np.stack([values[:, first : first + size].sum(axis=1) for first in firsts], axis=1)
        for values in (grid.events, grid.exposure)
    )
    table = control_chart(
        events,
        exposed,
        measure.direction,
        begins,
        baselines,
        chart="xmr" if kind == "xmr" else "u",
        is_share=measure.kind == "share",
    )
    marks = np.zeros(len(firsts), bool)
    for begin, baseline in zip(begins, baselines, strict=True):
        marks[begin : begin + baseline] = True
    table |= {"events": events, "exposure": exposed}
    table["is_baseline"] = np.broadcast_to(marks, events.shape)
    return table, firsts
