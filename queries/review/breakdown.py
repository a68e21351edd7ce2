"""What carries a signal: which day, kind, time or smaller area has the records it adds or lacks.

The signal's months are set beside the same months of the years before. No officer is looked for,
and no race, sex or age.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from queries.dates import DateRange
from queries.declared.measures import Measure
from queries.grid.months import month_grid
from queries.review.carrying import CARRIES, LEAST_RECORDS
from queries.review.days import BusyDay, area_counts_on, busy_days, least_told
from queries.review.month import Month
from queries.review.month_measures import month_measure
from queries.review.parts import WHEN, is_told_by_day, less, parts_of, parts_of_day
from queries.review.records_behind import first_month
from queries.review.smaller_areas import smaller_areas
from queries.review.years_before import spans_of, summed
from queries.stats import Array
from queries.stats.composition import composition
from queries.stats.constants import ALPHA
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

LEAST_YEARS = 3
"""With fewer years before it is not known how much a part differs from year to year."""

MOST_FINDINGS = 3
"""More would be a list to read, not a question to ask."""

CHANCE = ALPHA / 2
"""The chance that any part is told where nothing carries a signal, and the same that any day is."""


@dataclass(frozen=True)
class Finding:
    """A part of the records that carries a signal.

    `dimension` is week_part, weekday, shift, area, allegation or a field of the dataset; `value`
    its code, of an area the name. `n` of `total` records are in this part; it has `usual` in as
    many months as a rule, and its `usual_share` of all records. Of the `all_added` records more
    than usual (negative: fewer) it has `added`, from `added_low` to `added_high` (95 %). `unit` is
    the noun of what is counted, `layer` the layer of an area.
    """

    dimension: str
    value: str
    unit: str
    n: int
    total: int
    usual: float
    usual_share: float
    all_added: float
    added: float
    added_low: float
    added_high: float
    p: float
    years: int
    layer: str = ""

    @property
    def is_added(self) -> bool:
        """Whether there are more records than usual."""
        return self.all_added > 0


@dataclass(frozen=True)
class Breakdown:
    """What carries a signal: single days, and parts of the records of all other days.

    The signal's months are `first` to `last`, in which there are `n` records where `usual` are
    usual by the `years` years before. `days` are the busiest first, `findings` the clearest, out of
    `looked_at` parts. Without years before nothing is known, and there are no months.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    n: int = 0
    usual: float = 0.0
    years: int = 0
    days: tuple[BusyDay, ...] = ()
    findings: tuple[Finding, ...] = ()
    looked_at: int = 0

    @property
    def left(self) -> tuple[int, float]:
        """The records of all other days, and how many are usual for those."""
        return (
            self.n - sum(day.n for day in self.days),
            self.usual - sum(day.usual for day in self.days),
        )


def breakdown_of(vintage: Vintage, month: Month, row: dict[str, Any]) -> Breakdown:
    """Return what carries the signal of a row of `Month.table`; mostly nothing does.

    Single days come first: what happened on one is a busy kind, place and weekday too. Other parts
    are of the records without them. A part is told if chance alone would seldom give it so many
    records (CHANCE, corrected by Bonferroni for all parts looked at). Rows without a signal, and
    months that can be set beside fewer than LEAST_YEARS years, are not looked at.
    """
    if row["signal"] is None or row["kind"] == UNKNOWN:
        return Breakdown()
    first = first_month(row)
    return _breakdown(vintage, month.layer, row["measure"], row["area_id"], first, row["month"])


@once_per_vintage
def _breakdown(
    vintage: Vintage, layer: str, measure_id: str, area_id: str, first: dt.date, last: dt.date
) -> Breakdown:
    measure = month_measure(vintage, measure_id, layer)
    grid = month_grid(vintage, measure, layer, last)
    at = grid.ids.index(area_id)
    spans = spans_of(vintage, measure, grid.part(slice(at, at + 1), slice(None)), first, last)
    if len(spans) - 1 < LEAST_YEARS:
        return Breakdown()
    events = [summed(grid.events[at], grid, span) for span in spans]
    exposure = [summed(grid.exposure[at], grid, span) for span in spans]
    usual = sum(events[1:]) * exposure[0] / sum(exposure[1:]) if sum(exposure[1:]) else 0.0
    if not usual or events[0] == usual:
        return Breakdown()
    days = busy_days(vintage, measure, layer, area_id, spans, usual, CHANCE)
    whole = Breakdown(first, last, int(events[0]), usual, len(spans) - 1, days)
    if not _is_enough_left(whole) or (days and not is_told_by_day(measure)):
        return whole
    parts = [parts_of(vintage, measure, layer, area_id, span) for span in spans]
    for busy in days:
        of_day = parts_of_day(vintage, measure, layer, area_id, busy.day)
        parts[0] = less(parts[0], of_day)
    left, usual_left = whole.left
    findings = [
        finding
        for (dimension,), rows in _side_by_side(parts).group_by("dimension", maintain_order=True)
        for finding in _of_dimension(vintage, measure, str(dimension), rows, left / usual_left)
    ]
    findings += _areas(vintage, measure, layer, area_id, spans, sum(events), whole)
    clear = [
        finding
        for finding in sorted(findings, key=lambda finding: finding.p)
        if finding.p * len(findings) <= CHANCE and _is_carrying(finding)
    ]
    clearest = tuple(_one_of_each(clear))[:MOST_FINDINGS]
    return replace(whole, findings=clearest, looked_at=len(findings))


def _is_enough_left(whole: Breakdown) -> bool:
    """Return whether other days have a part of what is added that is worth a question."""
    if not whole.days:
        return True
    left, usual = whole.left
    return left - usual >= least_told(whole.n - whole.usual)


def _side_by_side(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return dimension, value, and the lists n and total: the signal's months, then the years."""
    rows = pl.concat(part.with_columns(place=pl.lit(place)) for place, part in enumerate(parts))
    totals = rows.group_by("dimension", "place").agg(pl.col("total").max())
    every = rows.select("dimension", "value").unique(maintain_order=True)
    return (
        every.join(pl.DataFrame({"place": range(len(parts))}, {"place": pl.Int32}), how="cross")
        .join(rows.drop("total"), on=["dimension", "value", "place"], how="left")
        .join(totals, on=["dimension", "place"], how="left")
        .with_columns(pl.col("n", "total").fill_null(0))
        .sort("dimension", "value", "place")
        .group_by("dimension", "value", maintain_order=True)
        .agg("n", "total")
    )


def _of_dimension(
    vintage: Vintage, measure: Measure, dimension: str, rows: pl.DataFrame, more: float
) -> list[Finding]:
    """Return a finding for each value of a breakdown, whether or not it is by chance.

    `more` is the ratio of the signal's records to what is usual.
    """
    counts = np.array(rows["n"].to_list(), float).T
    totals = rows["total"].to_list()[0]
    if not totals[0] or not sum(totals[1:]):
        return []
    unit = "allegation" if dimension == "allegation" else vintage.unit(measure)
    return _findings_of(counts, totals, totals[0] / more, dimension, rows["value"].to_list(), unit)


def _findings_of(
    counts: Array, totals: list[float], usual: float, dimension: str, values: list[str], unit: str
) -> list[Finding]:
    """Return a finding for each value; `counts` are spans × values, the signal's months first."""
    years = [number for number, total in enumerate(totals) if number and total]
    if len(years) < LEAST_YEARS:
        return []
    table = composition(
        counts[0], totals[0], counts[years], [totals[year] for year in years], usual
    )
    side = "p_high" if totals[0] > usual else "p_low"
    return [
        Finding(
            dimension=dimension,
            value=value,
            unit=unit,
            n=int(counts[0][place]),
            total=int(totals[0]),
            usual=float(counts[0][place] - table["added"][place]),
            usual_share=float(table["share"][place]),
            all_added=totals[0] - usual,
            p=float(table[side][place]),
            added=float(table["added"][place]),
            added_low=float(table["added_low"][place]),
            added_high=float(table["added_high"][place]),
            years=len(years),
        )
        for place, value in enumerate(values)
    ]


def _areas(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    area_id: str,
    spans: list[DateRange],
    records: float,
    whole: Breakdown,
) -> list[Finding]:
    """Return a finding for each smaller area: of the city's layer, or inside an area of it."""
    smaller = smaller_areas(vintage, measure, layer, area_id, spans, records)
    if smaller is None:
        return []
    counts = smaller.counts.copy()
    on_days = area_counts_on(vintage, measure, smaller.layer, whole.days)
    counts[0] -= [on_days.get(area, 0) for area in smaller.ids]
    totals = [float(total) for total in counts.sum(axis=1)]
    left, usual = whole.left
    if not totals[0] or not left:
        return []
    unit = vintage.unit(measure)
    return [
        replace(finding, layer=smaller.layer)
        for finding in _findings_of(
            counts, totals, usual * totals[0] / left, "area", smaller.names, unit
        )
    ]


def _is_carrying(finding: Finding) -> bool:
    """Return whether a part has enough records to be told, and enough of what is added."""
    of_total = finding.usual_share * finding.total
    are_many = min(abs(finding.all_added), max(finding.n, of_total)) >= LEAST_RECORDS
    is_clear = finding.added_low > 0 or finding.added_high < 0
    beyond_share = (finding.n - of_total) / finding.all_added
    return are_many and is_clear and beyond_share >= CARRIES


def _one_of_each(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Return the first finding of each breakdown; those by time of day and week are one."""
    seen = set()
    for finding in findings:
        kind = "when" if finding.dimension in WHEN else finding.dimension
        if kind not in seen:
            seen.add(kind)
            yield finding
