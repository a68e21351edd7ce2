"""The monthly review: which measures in which areas are signals on their control charts.

Limits are set by months after the last policy that affects the measure, never by the judged month.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.dates import QUARTER, add_months
from queries.declared.measures import Measure, datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.months import MonthGrid, month_grid, settled_months
from queries.grid.series import jumps_of
from queries.review.chart_rules import (
    charted,
    first_whole_month,
    kinds_of,
    mean_events,
    rebasing_policies,
    segment_starts,
)
from queries.stats import Array, Table, ratios, shares
from queries.stats.constants import ABOUT_SAME, CHART_BASELINE, CHART_LEAST
from queries.stats.false_alarms import one_look_chance
from queries.stats.missingness import jumps
from queries.texts import Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import is_latest
from queries.vintage.recording import BREAKS, CHANGES, recording_changes

YEAR = 12

NOT_JUDGED = "not_judged"
TOO_FEW = "too_few"
STATES = ("concern", "improvement", "neutral", "common_cause", TOO_FEW, NOT_JUDGED)


@dataclass(frozen=True)
class Review:
    """One month, every measure in every area.

    `table` has one row per measure and area, kind citywide | area | unknown: measure, area_id,
    area, kind, events, exposure, rate, centre, low, high (per the measure's scale), state (one of
    STATES), why (unsettled | no_records | recording | places | short | few | no_place | null),
    rule (the rule and the side, such as outside_high), since (the first month of the current,
    uninterrupted signal), is_new (the signal began this month), chart (xmr | u | quarters | null),
    points, is_trial, method, year_ago_events, year_ago_rate, ratio, ratio_low, ratio_high, notes
    (a list of gap | jump | recording). For areas charted by quarters, the columns from events to
    high are those of the three months that end with this month. `looks` is the number of judged
    rows, and `by_chance` the expected number of signals among them if nothing had changed.
    """

    city: str
    city_name: Texts
    vintage: str
    layer: str
    layer_name: Texts
    month: dt.date
    table: pl.DataFrame
    looks: int
    by_chance: float

    @cached_property
    def signals(self) -> pl.DataFrame:
        """The rows with a signal: new signals first, then concerns before other states."""
        return self.table.filter(pl.col("rule") != "").sort(
            pl.col("is_new").not_(),
            pl.col("state").cast(pl.Enum(STATES)),
            pl.col("kind") == "area",
            maintain_order=True,
        )


@dataclass(frozen=True)
class Chart:
    """One control chart.

    `table` has one row per point, oldest first: month (the first of a quarter), events, exposure,
    rate, centre, low, high, old_centre, old_low, old_high, is_baseline, is_signal, rule, state
    (null where a month is not judged), is_provisional, is_jump; rates are per the measure's scale.
    `kind` is xmr | u | quarters. `judged` is the month of the judged row, and `points` the number
    of months or quarters that set its limits. `policies` are the policies inside the chart, and
    `rebased` the ids of those at which limits start anew.
    """

    measure: Measure
    area: str
    unit: str
    kind: str
    method: str
    judged: dt.date
    points: int
    table: pl.DataFrame
    policies: list[Policy]
    rebased: tuple[str, ...]


@once_per_vintage
def review_months(vintage: Vintage, layer_id: str | None = None) -> list[dt.date]:
    """Return the months that can be reviewed, newest first; none where no measure is supported."""
    supported = vintage.measures(vintage.layer(layer_id).id)
    months = {month for measure in supported for month in settled_months(vintage, measure)}
    return sorted(months, reverse=True)


@once_per_vintage
def latest_month(vintage: Vintage, layer_id: str | None = None) -> dt.date:
    """Return the latest of the months that are settled for the most measures.

    Measures that mature count only if there is no other measure. Raises NoAnswer where the vintage
    supports no measure.
    """
    supported = vintage.measures(vintage.layer(layer_id).id)
    ripe = [measure for measure in supported if not measure.matures_days] or supported
    counts: dict[dt.date, int] = {}
    for measure in ripe:
        for month in settled_months(vintage, measure):
            counts[month] = counts.get(month, 0) + 1
    if not counts:
        raise NoAnswer("no_review")
    return max(counts, key=lambda month: (counts[month], month))


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
def review(vintage: Vintage, layer_id: str | None = None, month: dt.date | None = None) -> Review:
    """Return the review of all measures in a month (default: the latest settled month).

    `layer_id` defaults to `coarsest_layer`. Raises NoAnswer for a month that is not settled.
    """
    layer = vintage.layer(layer_id or coarsest_layer(vintage)).id
    reviewed = month or latest_month(vintage, layer)
    months = review_months(vintage, layer)
    if not months:
        raise NoAnswer("no_review")
    if reviewed not in months:
        ends = {"month": reviewed, "first": months[-1], "last": months[0]}
        raise NoAnswer("month_not_settled", **{key: f"{day:%Y-%m}" for key, day in ends.items()})
    tables, chances = [], []
    for measure in vintage.measures(layer):
        rows, by_chance = _reviewed(vintage, measure, layer, reviewed)
        tables.append(rows)
        chances.append(by_chance)
    table = pl.concat(tables)
    judged = table.filter(~pl.col("state").is_in([TOO_FEW, NOT_JUDGED]))
    return Review(
        city=vintage.city_id,
        city_name=vintage.city_name,
        vintage=vintage.vintage,
        layer=layer,
        layer_name=vintage.layer(layer).name,
        month=reviewed,
        table=table,
        looks=len(judged),
        by_chance=sum(chances),
    )


@once_per_vintage
def chart(
    vintage: Vintage, measure_id: str, layer_id: str, area_id: str, month: dt.date
) -> Chart | None:
    """Return the control chart of a measure in an area ("" the city), as `review` judged it.

    Returns None where there are too few months. `month` decides which months set the last limits.
    """
    measure = vintage.measure(measure_id, layer_id)
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
    return {
        "table": table,
        "method": str(limits["method"][0, judged]),
        "judged": months[judged],
        "points": int(limits["points"][0, judged]),
    }


def _span(month: dt.date, size: int) -> set[dt.date]:
    return {add_months(month, number) for number in range(size)}


def _reviewed(
    vintage: Vintage, measure: Measure, layer: str, month: dt.date
) -> tuple[pl.DataFrame, float]:
    """Return a measure's rows of the review, and the expected number of false alarms in them."""
    grid = month_grid(vintage, measure, layer, month)
    if month not in grid.months or not grid.is_settled[at := grid.months.index(month)]:
        late = add_months(month, 1) > vintage.span(measure)[1] + dt.timedelta(days=1)
        return _table(measure, grid, {}, "unsettled" if late else "no_records"), 0.0
    if grid.is_gap[at]:
        return _table(measure, grid, {}, "no_records"), 0.0
    rebasing = [first_whole_month(policy) for policy in rebasing_policies(vintage, measure)]
    start = max(first for first in segment_starts(grid.months, rebasing) if first <= at)
    cut = grid.part(slice(None), slice(start, at + 1))
    last = len(cut.months) - 1
    kinds = kinds_of(cut, measure, 0, last)
    results = _on_charts(cut, measure, kinds)
    results |= _against_last_year(vintage, measure, grid, at, kinds, results["spread"])
    is_judged = np.isfinite(results["centre"]) & np.isfinite(results["rate"]) & (kinds != "")
    set_by = np.isfinite(cut.events[:, :last][:, :CHART_BASELINE]).sum(axis=1)
    why = np.where(is_judged, "", np.where(set_by < CHART_LEAST, "short", "few")).astype(object)
    # a change in records without an area is a change in how places are recorded
    why[-1] = "no_place"
    is_area = np.arange(len(why)) != 0
    for affected, reach in ((is_area, 1), (is_area & (kinds == "quarters"), QUARTER)):
        if _is_shifted(measure, cut, reach):
            why[affected & (why != "no_place")] = "places"
    if _recording(vintage, measure, cut.months[0], month, BREAKS):
        why[:] = "recording"
    is_judged = why == ""
    mean = mean_events(cut, measure, 0, last) * np.where(kinds == "quarters", QUARTER, 1)
    is_xmr = kinds == "xmr"
    by_chance = sum(
        float(one_look_chance(mean[rows], results["points"][rows], name).sum())
        for name, rows in (("xmr", is_judged & is_xmr), ("u", is_judged & ~is_xmr))
    )
    results["kinds"] = kinds
    return _table(measure, grid, results, why, _notes(vintage, measure, cut)), by_chance


def _on_charts(cut: MonthGrid, measure: Measure, kinds: NDArray[np.str_]) -> Table:
    """Return every row's last point on its kind of chart, and its overdispersion."""
    last = len(cut.months) - 1
    rows = len(cut.ids)
    monthly, _ = charted(cut, measure, "u", [0], last)
    names = ("events", "exposure", "rate", "centre", "low", "high", "points", "is_trial")
    results: Table = {name: monthly[name][:, -1].astype(float) for name in names}
    results |= {name: monthly[name][:, -1].astype(object) for name in ("rule", "icon", "method")}
    results["spread"] = np.nan_to_num(monthly["sigma_z"][:, -1], nan=1.0) ** 2
    results["since"] = np.full(rows, None, dtype=object)
    results["is_new"] = np.zeros(rows, bool)
    for kind in ("xmr", "u", "quarters"):
        mask = kinds == kind
        if not mask.any():
            continue
        rows_of_kind = cut.part(slice(None, 1) if kind == "xmr" else slice(None), slice(None))
        limits = monthly
        firsts = list(range(last + 1))
        if kind != "u":
            limits, firsts = charted(rows_of_kind, measure, kind, [0], last)
        in_part = mask[: len(rows_of_kind.ids)]
        for name in (*names, "rule", "icon", "method"):
            results[name][mask] = limits[name][in_part, -1]
        began = _began(limits)[in_part]
        months = np.array([cut.months[first] for first in firsts], dtype=object)
        results["since"][mask] = months[began]
        results["is_new"][mask] = began == len(months) - 1
    return results


def _began(limits: Table) -> NDArray[np.int_]:
    """Return the position where the last point's signal began, on the same side throughout."""
    same = limits["is_signal"] & (_side(limits) == _side(limits)[:, [-1]])
    broken = ~same[:, ::-1]
    length = np.where(broken.any(axis=1), broken.argmax(axis=1), same.shape[1])
    return np.asarray(same.shape[1] - np.maximum(length, 1))


def _side(limits: Table) -> NDArray[np.bool_]:
    return np.char.endswith(limits["rule"].astype(str), "_high")


def _against_last_year(
    vintage: Vintage,
    measure: Measure,
    grid: MonthGrid,
    at: int,
    kinds: NDArray[np.str_],
    spread: Array,
) -> Table:
    """Return the same month a year ago, and the ratio to it with its range.

    Counts are divided by `spread`, the overdispersion of months, where that is more than 1.
    """
    nothing = np.full(len(kinds), np.nan)
    if at < YEAR:
        return dict.fromkeys(YEAR_AGO, nothing)
    sides = []
    for end in (at - YEAR, at):
        for values in (grid.events, grid.exposure):
            quarter = values[:, max(end - QUARTER + 1, 0) : end + 1].sum(axis=1)
            sides.append(np.where(kinds == "quarters", quarter, values[:, end]))
    x0, n0, x1, n1 = sides
    value = ratios.ratio(x0, n0, x1, n1)
    if measure.kind == "share":
        low, high, _ = shares.score(x0 / spread, n0 / spread, x1 / spread, n1 / spread)
    else:
        low, high, _ = ratios.exact(x0 / spread, n0, x1 / spread, n1)
    if _recording(vintage, measure, grid.months[at - YEAR], grid.months[at], BREAKS):
        value, low, high = nothing, nothing, nothing
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(n0 > 0, x0 / n0, np.nan)
    return dict(zip(YEAR_AGO, (x0, rate * measure.scale, value, low, high), strict=True))


def _notes(vintage: Vintage, measure: Measure, cut: MonthGrid) -> list[str]:
    """Return the faults of the months behind a judgment: gap, jump, recording."""
    resting = {*cut.months[:CHART_BASELINE], cut.months[-1]}
    faults = {
        "gap": bool(cut.is_gap.any()),
        "jump": bool(resting & set(jumps_of(vintage, measure))),
        "recording": bool(_recording(vintage, measure, cut.months[0], cut.months[-1], CHANGES)),
    }
    return [name for name, is_so in faults.items() if is_so]


def _recording(
    vintage: Vintage, measure: Measure, first: dt.date, last: dt.date, kinds: tuple[str, ...]
) -> list[Policy]:
    """Return the changes of recording from the start of one month to the end of another."""
    end = add_months(last, 1) - dt.timedelta(days=1)
    return recording_changes(vintage, datasets_of(measure), first, end, kinds)


def _is_shifted(measure: Measure, cut: MonthGrid, reach: int) -> bool:
    """Return whether the share of records with an area changed enough to look like a real change.

    This holds if the change from the baseline to the last year biases ratios beyond ABOUT_SAME, or
    if one of the last `reach` months has a jump (queries.stats.missingness).
    """
    counts = [cut.events]
    if measure.denominator not in ("residents", "none"):
        counts.append(cut.exposure)
    bias = 1.0
    for values, power in zip(counts, (1, -1), strict=False):
        records, unplaced = np.nan_to_num(values[[0, -1]])
        if jumps(records, records - unplaced)["is_jump"][-reach:].any():
            return True
        placed_shares = []
        for part in (slice(None, min(CHART_BASELINE, len(records) - 1)), slice(-YEAR, None)):
            total = records[part].sum()
            placed_shares.append(1 - unplaced[part].sum() / total if total else 1.0)
        before, after = placed_shares
        bias *= (after / before if before else 1.0) ** power
    return not ABOUT_SAME[0] <= bias <= ABOUT_SAME[1]


def _table(
    measure: Measure, grid: MonthGrid, results: Table, why: Any, notes: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the rows of one measure in the form of `Review.table`."""
    count = len(grid.ids)
    reasons = np.array([why] * count, dtype=object) if isinstance(why, str) else why
    is_judged = reasons == ""
    too_few = np.isin(reasons.astype(str), ["short", "few"])
    empty, no_words = np.full(count, np.nan), np.full(count, "")
    numbers = {name: results.get(name, empty) for name in ("events", "exposure", *RATES)}
    for name in RATES:
        numbers[name] = numbers[name] * measure.scale
    for name in RATES[1:]:
        numbers[name] = np.where(is_judged, numbers[name], np.nan)
    rule = np.where(is_judged, results.get("rule", ""), "")
    is_signal = rule != ""
    icon = results.get("icon", np.full(count, NOT_JUDGED, dtype=object))
    since = results.get("since", np.full(count, None, dtype=object))
    return pl.DataFrame(
        {
            "measure": [measure.id] * count,
            "area_id": grid.ids,
            "area": grid.names,
            "kind": ["citywide", *["area"] * (count - 2), UNKNOWN],
            **numbers,
            "state": np.select([is_judged, too_few], [icon, TOO_FEW], NOT_JUDGED).tolist(),
            "why": [reason or None for reason in reasons],
            "rule": rule.tolist(),
            "since": [day if yes else None for day, yes in zip(since, is_signal, strict=True)],
            "is_new": is_signal & results.get("is_new", False),
            "chart": [str(kind) or None for kind in results.get("kinds", no_words)],
            "points": np.where(is_judged, results.get("points", 0), 0).astype(int),
            "is_trial": is_judged & results.get("is_trial", np.zeros(count)).astype(bool),
            "method": np.where(is_judged, results.get("method", ""), "undefined").tolist(),
            **{name: results.get(name, empty) for name in YEAR_AGO},
            "notes": [list(notes)] * count,
        },
        schema_overrides={
            "why": pl.String,
            "since": pl.Date,
            "chart": pl.String,
            "notes": pl.List(pl.String),
        },
        nan_to_null=True,
    )


RATES = ("rate", "centre", "low", "high")
YEAR_AGO = ("year_ago_events", "year_ago_rate", "ratio", "ratio_low", "ratio_high")
