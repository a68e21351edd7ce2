"""The comparisons that an extract covers, as the tables that its replication scripts read.

A comparison is covered if the extract has every record that the city's number counts, whole months
around both windows included. What the records cannot show (residents, or calls beside records of
force) is given as a number. Each comparison is counted from the extract before it is listed.
"""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from dashboard.bundle.extract import Extract
from dashboard.words.sentences import verdict_sentence
from queries.change.compare import Comparison, compare
from queries.dates import DateRange, add_months
from queries.declared import fields
from queries.declared.measures import Event, Measure, events
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.counts import area_ids, areas_of
from queries.grid.record import record_of, whole_months
from queries.stats.months import Record

NUMBERS = (
    *(f"{side}_{name}" for side in ("before", "after") for name in ("events", "exposure", "rate")),
    *("ratio", "ratio_low", "ratio_high"),
)
"""The numbers of the city's row that the scripts reproduce."""

OF_ALL_POLICIES = ("part", "columns")
"""Reasons for which a measure is left out around every policy alike."""


@dataclass(frozen=True)
class Replication:
    """The tables of the scripts, and why other comparisons of the dataset are not among them.

    `comparisons` has a row per policy and measure with its windows and numbers, `conditions` a row
    per condition of an event, `months` a row per comparison and month of its record. `left_out`
    has measures, or policy and measure, by the reason (a key of [bundle.left_out] in the words).
    """

    comparisons: pl.DataFrame
    conditions: pl.DataFrame
    months: pl.DataFrame
    left_out: dict[str, list[str]]

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by the name of their file."""
        return {
            "comparisons": self.comparisons,
            "conditions": self.conditions,
            "months": self.months,
        }


def replication(extract: Extract) -> Replication:
    """Return the comparisons that an extract covers, each counted from the extract itself."""
    rows: list[dict[str, object]] = []
    months: list[dict[str, object]] = []
    used: dict[str, Event] = {}
    left_out: dict[str, dict[str, None]] = {}
    for measure, policy in _asked(extract):
        lack = _lack_of_selection(extract, measure, policy)
        comparison = None if lack else _comparison(extract, measure, policy)
        if comparison is not None:
            record = _record(extract, comparison)
            lack = _lack_of_records(extract, comparison, record)
            if lack is None:
                rows.append(_row(extract, comparison))
                months += _months(comparison, record)
                used |= {event.id: event for event in _own(extract, measure)}
        if lack:
            name = measure.id if lack in OF_ALL_POLICIES else f"{policy.id} {measure.id}"
            left_out.setdefault(lack, {})[name] = None
    return Replication(
        comparisons=pl.DataFrame(rows),
        conditions=_conditions(extract, list(used.values())),
        months=pl.DataFrame(months),
        left_out={lack: list(names) for lack, names in left_out.items()},
    )


def _asked(extract: Extract) -> list[tuple[Measure, Policy]]:
    """Return each measure that counts the dataset's records with each policy."""
    vintage = extract.vintage
    return [
        (measure, policy)
        for policy in vintage.policies
        for measure in vintage.measures(extract.selection.layer)
        if events()[measure.numerator].dataset == extract.selection.dataset
    ]


def _comparison(extract: Extract, measure: Measure, policy: Policy) -> Comparison | None:
    """Return a comparison, or None where there is no number to reproduce."""
    layer = extract.selection.layer
    try:
        comparison = compare(extract.vintage, measure.id, layer, policy.id)
    except NoAnswer:
        return None
    return comparison if comparison.table["ratio"][0] is not None else None


def _own(extract: Extract, measure: Measure) -> list[Event]:
    """Return the events of a measure that are records of the extract's dataset."""
    named = (events().get(name) for name in (measure.numerator, measure.denominator))
    return [event for event in named if event and event.dataset == extract.selection.dataset]


def _lack_of_selection(extract: Extract, measure: Measure, policy: Policy) -> str | None:
    """Return why no comparison can be reproduced from such a selection, before it is computed."""
    selection = extract.selection
    if selection.areas or selection.categories or selection.limits:
        return "part"
    own = _own(extract, measure)
    columns = {column.name for column in extract.columns}
    needed = {
        name
        for event in own
        for name in (day_of(event), *event.where, *event.least, *event.most, *event.holds)
    }
    if needed - columns:
        return "columns"
    first, last = _period(extract)
    is_by_another_day = selection.by != day_of(own[0]) and (selection.first or selection.last)
    # windows lie on both sides of the policy
    return "period" if is_by_another_day or not first <= policy.effective_on <= last else None


def _lack_of_records(extract: Extract, comparison: Comparison, record: Record) -> str | None:
    """Return why a comparison cannot be reproduced from the extract, or None."""
    first, last = _period(extract)
    if comparison.record[0] < first or comparison.record[1] > last:
        return "period"
    return None if _agrees(extract, comparison, record) else "coarser"


def _period(extract: Extract) -> DateRange:
    """Return the first and last day that the extract can hold."""
    selection = extract.selection
    return selection.first or dt.date.min, selection.last or dt.date.max


def _agrees(extract: Extract, comparison: Comparison, record: Record) -> bool:
    """Return whether the extract's own records give the numbers of the page and of each month."""
    table = comparison.table.row(0, named=True)
    sides = [("events", record.events[0]), ("exposure", record.exposure[0])]
    for event, (side, by_month) in zip(_own(extract, comparison.measure), sides, strict=False):
        days = (
            extract.records.filter(_is_counted(extract, event))
            .select(pl.col(day_of(event)).cast(pl.Date).alias("day"))
            .group_by("day")
            .len()
            .collect(engine="streaming")
        )
        for window, period in zip(("before", "after"), comparison.windows.periods, strict=True):
            inside = days.filter(pl.col("day").is_between(*period))["len"].sum()
            if inside != table[f"{window}_{side}"]:
                return False
        counts = days.group_by(pl.col("day").dt.truncate("1mo").alias("day")).agg(
            pl.col("len").sum()
        )
        n = dict(counts.iter_rows())
        if [n.get(month, 0) for month in whole_months(comparison.record)] != by_month.tolist():
            return False
    return True


def _is_counted(extract: Extract, event: Event) -> pl.Expr:
    """Return whether a record counts as an event, by the conditions that the scripts read."""
    holds = pl.lit(value=True)
    for field, condition, values in _tests(extract, event):
        value = pl.col(field)
        match condition:
            case "in":
                holds &= value.cast(pl.String).is_in(values)
            case "known":
                holds &= value.is_not_null() & (value.cast(pl.String) != "unknown")
            case "least":
                holds &= value >= int(values[0])
            case "most":
                holds &= value <= int(values[0])
            case "until":
                holds &= value <= dt.date.fromisoformat(values[0])
    return holds.fill_null(value=False)


def _tests(extract: Extract, event: Event) -> list[tuple[str, str, list[str]]]:
    """Return the conditions of an event: column, kind of condition, values."""
    settings = extract.vintage.city.settings

    def end(limit: int | str) -> str:
        return str(settings[limit] if isinstance(limit, str) else limit)

    tests = [
        *((name, "in", list(values)) for name, values in event.where.items()),
        *((name, "least", [end(limit)]) for name, limit in event.least.items()),
        *((name, "most", [end(limit)]) for name, limit in event.most.items()),
        *((name, "known", [""]) for name in event.holds),
    ]
    if event.ripe_days:
        ripe = extract.span.last_on - dt.timedelta(days=event.ripe_days)
        tests.append((day_of(event), "until", [ripe.isoformat()]))
    return tests


def day_of(event: Event) -> str:
    """Return the column that dates an event."""
    return event.day or fields.datasets()[event.dataset].day


def _record(extract: Extract, comparison: Comparison) -> Record:
    """Return the record of the whole city by month: that of the page's range."""
    vintage, windows, layer = extract.vintage, comparison.windows, comparison.layer
    months = whole_months(comparison.record)
    areas, ids = areas_of(vintage, layer, windows), area_ids(vintage, layer, windows)
    record = record_of(vintage, comparison.measure, layer, areas, ids, windows, months)
    return record.rows(slice(0, 1))


def _row(extract: Extract, comparison: Comparison) -> dict[str, object]:
    measure, windows = comparison.measure, comparison.windows
    own = {event.id for event in _own(extract, measure)}
    table = comparison.table.row(0, named=True)
    sentence = verdict_sentence(
        {**table, "area": extract.words.say(comparison.city_name)}, comparison, extract.words
    )
    return {
        "policy": comparison.policy.id if comparison.policy else "",
        "measure": measure.id,
        "kind": measure.kind,
        "scale": measure.scale,
        "numerator": measure.numerator,
        "denominator": measure.denominator if measure.denominator in own else "",
        "exposure": measure.denominator,
        "day": day_of(events()[measure.numerator]),
        "before_from": windows.before_from,
        "before_to": windows.before_to,
        "after_from": windows.after_from,
        "after_to": windows.after_to,
        **{name: table[name] for name in NUMBERS},
        "verdict": table["verdict"],
        "sentence": sentence,
        "cautions": " ".join(extract.words.say(text) for _, text in comparison.cautions),
    }


def _months(comparison: Comparison, record: Record) -> list[dict[str, object]]:
    months = whole_months(comparison.record)
    windows = [
        "before" if before else "after" if after else ""
        for before, after in zip(record.is_before, record.is_after, strict=True)
    ]
    return [
        {
            "policy": comparison.policy.id if comparison.policy else "",
            "measure": comparison.measure.id,
            "month": month,
            "last_day": add_months(month, 1) - dt.timedelta(days=1),
            "window": window,
            "events": int(count),
            "exposure": float(exposure),
        }
        for month, window, count, exposure in zip(
            months, windows, record.events[0], record.exposure[0], strict=True
        )
    ]


def _conditions(extract: Extract, used: list[Event]) -> pl.DataFrame:
    rows = [
        {"event": event.id, "field": field, "condition": condition, "value": value}
        for event in used
        for field, condition, values in _tests(extract, event)
        for value in values
    ]
    names = ("event", "field", "condition", "value")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
