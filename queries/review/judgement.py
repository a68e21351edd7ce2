"""Which months of which measures and areas are signals: all months of a record in one pass."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from queries.dates import QUARTER, add_months
from queries.declared.measures import Measure, datasets_of, events_of
from queries.grid.months import MonthGrid
from queries.grid.series import jumps_of
from queries.review.chart_rules import first_whole_month, rebasing_policies, segment_starts
from queries.review.month_measures import map_of, month_grids, month_measures
from queries.stats import Array
from queries.stats.constants import (
    ABOUT_SAME,
    CHART_LEAST,
    CITYWIDE_PART,
    FALSE_ALARMS_A_YEAR,
    MONTHLY_CHART_EVENTS,
    SCATTER_LEAST,
)
from queries.stats.cusum import Signals, cusum, limits
from queries.stats.missingness import jumps
from queries.stats.usual import MonthlyRows, Usual, level_starts, summed, usual
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, CHANGES, recording_changes

YEAR = 12

Reasons = NDArray[np.object_]
"""Why a month is not judged, rows × months; "" where nothing bars it."""


@dataclass(frozen=True)
class Judgement:
    """All months of all measures of a month, in the city and in the areas of one map.

    Rows are, measure by measure, the city, its areas and the unknown area: `measure` and `area` are
    a row's. Arrays are rows × `months`, which are consecutive. `level_from` is the first of the
    months that set a month's level. `why` is the reason for which a month is not judged (no_place |
    no_records | unsettled | recording | places | short | few), or "". `false_alarms` is, per month,
    how many signals a year the judged rows would raise if nothing changed.
    """

    measure: list[Measure]
    area: list[str]
    months: list[dt.date]
    level_from: NDArray[np.int64]
    usual: Usual
    why: Reasons
    signals: Signals
    false_alarms: Array

    def raised(self, month: int) -> list[list[int]]:
        """Return the events of a month of which no row was a signal before, as `events_at`."""
        is_new = self.signals.is_new[:, month]
        events = self.events_at(np.full(len(self.measure), month))
        return [rows for rows in events if is_new[rows].all()]

    def events_at(self, at: NDArray[np.int64]) -> list[list[int]]:
        """Return the rows with a signal in their month `at`, one list for each event.

        The city and the areas whose months moved the same way are one event, and so are measures of
        the same records that began to move in the same place within a quarter of each other. The
        row that was raised first leads, the city's before those of areas.
        """
        sides, begins, raised = (
            values[np.arange(len(at)), at]
            for values in (self.signals.side, self.signals.since, self.signals.raised)
        )
        rows = [int(row) for row in np.flatnonzero(sides)]
        events = {row: row for row in rows}

        def is_one(row: int, other: int) -> bool:
            if self.measure[row].id == self.measure[other].id:
                return bool(sides[row] == sides[other]) and "" in (self.area[row], self.area[other])
            return (
                self.area[row] == self.area[other]
                and _dataset(self.measure[row]) == _dataset(self.measure[other])
                and bool(abs(begins[row] - begins[other]) < QUARTER)
            )

        for number, row in enumerate(rows):
            for other in rows[:number]:
                if events[row] != events[other] and is_one(row, other):
                    merged = events[row]
                    events = {
                        key: events[other] if event == merged else event
                        for key, event in events.items()
                    }
        members: dict[int, list[int]] = {}
        for row in sorted(rows, key=lambda row: (raised[row], self.area[row] != "", row)):
            members.setdefault(events[row], []).append(row)
        return list(members.values())


@once_per_vintage
def judgement(vintage: Vintage, layer: str, month: dt.date) -> Judgement:
    """Return the judgement of all months on the map that is in force in `month`."""
    return _on_map(vintage, layer, map_of(vintage, layer, month))


@once_per_vintage
def _on_map(vintage: Vintage, layer: str, drawn_on: dt.date) -> Judgement:
    measures = month_measures(vintage, layer)
    grids = month_grids(vintage, layer, drawn_on)
    months = [min(grid.months[0] for grid in grids)]
    while months[-1] < max(grid.months[-1] for grid in grids):
        months.append(add_months(months[-1], 1))
    grids = [_along(grid, months) for grid in grids]
    starts = [_starts(vintage, measure, months) for measure in measures]
    known, reasons = [], []
    for each, grid, begins in zip(measures, grids, starts, strict=True):
        events, why = _usable(vintage, each, grid, begins)
        known.append(events)
        reasons.append(why)
    area = [area for grid in grids for area in grid.ids]
    is_city = np.array([not name for name in area])
    measure = [each for each, grid in zip(measures, grids, strict=True) for _ in grid.ids]
    rows = MonthlyRows(
        events=np.concatenate(known),
        exposure=np.concatenate([grid.exposure for grid in grids]),
        first=months[0].month - 1,
        city=np.flatnonzero(is_city)[np.cumsum(is_city) - 1],
        starts=np.repeat(starts, [len(grid.ids) for grid in grids], axis=0),
        is_share=np.array([each.kind == "share" for each in measure]),
    )
    # vintages built before the setting lack it
    promise = vintage.city.settings.get("false_alarms_a_year") or FALSE_ALARMS_A_YEAR
    return judged(rows, measure, area, months, np.concatenate(reasons), promise)


def judged(
    rows: MonthlyRows,
    measure: list[Measure],
    area: list[str],
    months: list[dt.date],
    why: Reasons,
    promise: float = FALSE_ALARMS_A_YEAR,
) -> Judgement:
    """Return the judgement of rows, each of a measure in an area; `why` bars some months.

    `promise` is how many signals a year all rows together may raise if nothing changes.
    """
    expected = usual(rows)
    is_few = ~(expected.typical >= MONTHLY_CHART_EVENTS) | ~np.isfinite(expected.scores)
    is_short = (expected.months < CHART_LEAST) | (expected.before < SCATTER_LEAST)
    why = np.where((why == "") & is_short, "short", why)
    why = np.where((why == "") & is_few, "few", why)
    chance, false_alarms = _promised(_looks(why), np.array([not name for name in area]), promise)
    scores = np.where(why == "", expected.scores, np.nan)
    return Judgement(
        measure=measure,
        area=area,
        months=months,
        level_from=level_starts(rows.starts),
        usual=expected,
        why=why,
        signals=cusum(scores, limits(chance, expected.dispersion), rows.starts),
        false_alarms=false_alarms,
    )


def _looks(why: Reasons) -> NDArray[np.bool_]:
    """Return which rows are looked at in each month: those judged, and after its last month a row
    that was judged in it, which will be looked at once its records are settled.
    """
    looks = why == ""
    has_ended = (why == "unsettled") | (why == "no_records")
    is_after = np.logical_and.accumulate(has_ended[:, ::-1], axis=1)[:, ::-1]
    last = np.maximum(why.shape[1] - 1 - is_after.sum(axis=1), 0)
    return np.asarray(np.where(is_after, looks[np.arange(len(why)), last][:, None], looks))


def _promised(
    is_looked_at: NDArray[np.bool_], is_city: NDArray[np.bool_], promise: float
) -> tuple[Array, Array]:
    """Return the chance of a false alarm that each row has in each month, and their sum a year.

    The city's rows share one part of the promise and its areas' rows the other, so that the
    city is judged alike whatever areas are shown below it.
    """
    chance, a_year = np.zeros(is_looked_at.shape), np.zeros(is_looked_at.shape[1])
    for rows, part in ((is_city, CITYWIDE_PART), (~is_city, 1 - CITYWIDE_PART)):
        looks = is_looked_at[rows].sum(axis=0)
        promised = np.where(looks > 0, promise * part, 0.0)
        chance[rows] = promised / YEAR / np.maximum(looks, 1)
        a_year += promised
    return chance, a_year


def _along(grid: MonthGrid, months: list[dt.date]) -> MonthGrid:
    """Return a grid along these months, of which some have no record in it."""
    first = months.index(grid.months[0])
    span = slice(first, first + len(grid.months))
    events, exposure = (np.full((len(grid.ids), len(months)), np.nan) for _ in range(2))
    events[:, span], exposure[:, span] = grid.events, grid.exposure
    is_settled, is_gap = np.zeros(len(months), bool), np.ones(len(months), bool)
    is_settled[span], is_gap[span] = grid.is_settled, grid.is_gap
    return replace(
        grid, months=months, events=events, exposure=exposure, is_settled=is_settled, is_gap=is_gap
    )


def _starts(vintage: Vintage, measure: Measure, months: list[dt.date]) -> NDArray[np.int64]:
    """Return, per month, the first month in force since limits last began anew."""
    days = [first_whole_month(policy) for policy in rebasing_policies(vintage, measure)]
    begins = np.array(segment_starts(months, days))
    return begins[np.searchsorted(begins, np.arange(len(months)), side="right") - 1]


def _usable(
    vintage: Vintage, measure: Measure, grid: MonthGrid, starts: NDArray[np.int64]
) -> tuple[Array, Reasons]:
    """Return a measure's events that may set a level or be judged, nan elsewhere, and why a month
    is not judged.
    """
    jumping = jumps_of(vintage, measure)
    is_filled_otherwise = np.array([month in jumping for month in grid.months])
    is_placed_otherwise, is_moved = _placing(measure, grid, starts)
    begins_inside = np.array([vintage.span(measure)[0] > month for month in grid.months])
    events, why = grid.events.copy(), np.full(grid.events.shape, "", dtype=object)
    everywhere, areas, no_place = slice(None), slice(1, None), slice(-1, None)
    # the last reason that holds is told; where there is a True, such months set no level either
    for rows, months, reason, is_left_out in (
        (areas, is_moved, "places", False),
        (areas, is_placed_otherwise, "places", True),
        (everywhere, _has_break(vintage, measure, grid, starts), "recording", False),
        (everywhere, is_filled_otherwise, "recording", True),
        (everywhere, ~grid.is_settled, "unsettled", True),
        (everywhere, grid.is_gap | begins_inside, "no_records", True),
        (no_place, np.ones(len(grid.months), bool), "no_place", True),
    ):
        why[rows, months] = reason
        if is_left_out:
            events[rows, months] = np.nan
    return events, why


def _has_break(
    vintage: Vintage, measure: Measure, grid: MonthGrid, starts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return the months whose level rests on records that cannot be compared with theirs."""
    days = [
        policy.recorded_from
        for policy in vintage.policies
        if policy.recording in BREAKS and datasets_of(measure) & set(policy.recording_datasets)
    ]
    return np.array(
        [
            any(grid.months[begin] < day < add_months(month, 1) for day in days)
            for begin, month in zip(level_starts(starts), grid.months, strict=True)
        ]
    )


def level_notes(vintage: Vintage, measure: Measure, first: dt.date, last: dt.date) -> list[str]:
    """Return the faults of a measure's months from `first` to `last`: gap, jump, recording."""
    end = add_months(last, 1) - dt.timedelta(days=1)
    faults = {
        "gap": any(begins <= end and ends >= first for begins, ends in vintage.gaps(measure)),
        "jump": any(first <= month <= last for month in jumps_of(vintage, measure)),
        "recording": recording_changes(vintage, datasets_of(measure), first, end, CHANGES),
    }
    return [name for name, is_so in faults.items() if is_so]


def _placing(
    measure: Measure, grid: MonthGrid, starts: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the months in which the share of records with an area jumps, and those before which it
    moved so far since the months of the level that areas' numbers move beyond ABOUT_SAME.
    """
    bias = np.ones(len(grid.months))
    is_jump = np.zeros(len(grid.months), bool)
    parts = [(grid.events, 1)]
    if measure.kind == "share":
        parts.append((grid.exposure, -1))
    begins, at = level_starts(starts), np.arange(len(starts))
    for values, power in parts:
        records, unplaced = np.nan_to_num(values[[0, -1]])
        is_jump |= jumps(records, records - unplaced)["is_jump"]
        sums = np.array([records, records - unplaced])
        of_level = _share(*summed(sums, begins))
        recent = _share(*(summed(sums, np.maximum(begins, at - QUARTER + 1)) + sums))
        bias *= (recent / of_level) ** power
    return is_jump, (bias < ABOUT_SAME[0]) | (bias > ABOUT_SAME[1])


def _share(records: Array, placed: Array) -> Array:
    """Return the share of records with an area; all of none, and never none, which has no ratio."""
    return np.maximum(np.where(records > 0, placed / np.maximum(records, 1), 1.0), 0.01)


def _dataset(measure: Measure) -> str:
    return events_of(measure)[0].dataset
