"""The parts of a measure's records in some months: by kind, reason, source, weekday and hour."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl

from queries.dates import DateRange
from queries.declared.measures import Event, Measure, events
from queries.declared.sensitive import least_of, sensitive_kinds
from queries.records import extracts, filters
from queries.records.calls import WEEK_DAYS
from queries.records.force import SECTIONS
from queries.review.records_behind import behind
from queries.vintage.catalog import UNKNOWN, Vintage

FORCE_FIELDS = frozenset(SECTIONS["kind"] + SECTIONS["why"])
CALL_FIELDS = ("category", "initiated_by", "priority", "responder")

HOUR = "occurred_at"
"""The field of force that holds the time of day."""

WHEN = ("week_part", "weekday", "shift")
"""Parts of the same hours."""

SHIFT_HOURS = 6
EVENING, MORNING = 18, 6
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6

EMPTY = pl.DataFrame(
    schema={"dimension": pl.String, "value": pl.String, "n": pl.Int64, "total": pl.Int64}
)


def parts_of(
    vintage: Vintage, measure: Measure, layer: str, area_id: str, span: DateRange
) -> pl.DataFrame:
    """Return dimension, value, n, total: a measure's records of some months in an area ("" city).

    The dimension is week_part, weekday, shift, allegation or a field of the dataset. `total` counts
    the records of which it is known; those with two values are in both. Marts break down all
    records of force, complaints and calls, and calls chosen by one field; others have no rows. Of
    an area, nothing is told of calls and allegations that data/sensitive.toml names.
    """
    values = {"layer": layer, "area_id": area_id or None, "first": span[0], "last": span[1]}
    event = events()[measure.numerator]
    if event.least or event.most or event.holds:
        return EMPTY
    if event.dataset == "calls":
        return pl.concat([EMPTY, *_of_calls(vintage, event, values)])
    if event.where:
        return EMPTY
    parts = _of_force if event.dataset == "force" else _of_complaints
    return pl.concat([EMPTY, *parts(vintage, values)])


def is_told_by_day(measure: Measure) -> bool:
    """Return whether a day's records can be set apart: all of them leave with their day and place.

    Of others the parts of a single day would tell, by subtraction, what does not leave.
    """
    return events()[measure.numerator].dataset == "force"


def less(parts: pl.DataFrame, of_day: pl.DataFrame) -> pl.DataFrame:
    """Return parts without those of one day: n and total are smaller by as many records."""
    totals = of_day.group_by("dimension").agg(of_all=pl.col("total").max())
    return (
        parts.join(of_day.drop("total"), on=["dimension", "value"], how="left", suffix="_of_day")
        .join(totals, on="dimension", how="left")
        .select(
            "dimension",
            "value",
            n=pl.col("n") - pl.col("n_of_day").fill_null(0),
            total=pl.col("total") - pl.col("of_all").fill_null(0),
        )
    )


def parts_of_day(
    vintage: Vintage, measure: Measure, layer: str, area_id: str, day: dt.date
) -> pl.DataFrame:
    """Return what `parts_of` returns, of one day of a measure that `is_told_by_day`.

    It is counted in the records themselves, of which one day has few.
    """
    event = events()[measure.numerator]
    if event.where or event.least or event.most or event.holds:
        return EMPTY
    selection = behind(vintage, measure, layer, area_id, day, day)
    known = extracts.published(vintage, event.dataset, layer)
    names = [name for name in (*sorted(FORCE_FIELDS), HOUR) if name in known]
    query, bound = extracts.statement(vintage, selection, [*names, selection.by], is_sorted=False)
    records = vintage.reader.frame(query, bound)
    hour = pl.col(HOUR).dt.hour().cast(pl.Int32) if HOUR in names else pl.lit(None, pl.Int32)
    times = records.select(weekday=pl.lit(day.weekday(), pl.Int32), hour=hour)
    hours = times.group_by("weekday", "hour").agg(n=pl.len().cast(pl.Int64))
    by_field = (_of_field(records[name], name) for name in names if name != HOUR)
    return pl.concat([EMPTY, *by_field, _by(hours, "weekday"), *_by_time(hours)])


def _of_field(cells: pl.Series, name: str) -> pl.DataFrame:
    """Return the parts of records by one field, whose lists are text.

    A part without a value has no records: it tells the total, also where no record has a value.
    """
    values = cells.cast(pl.String).fill_null(UNKNOWN).str.split(filters.JOINED_BY)
    counts = values.list.unique().explode().value_counts(name="n")
    named = counts.filter(pl.col(cells.name) != "").select(
        dimension=pl.lit(name), value=cells.name, n=pl.col("n").cast(pl.Int64)
    )
    unknown = named.filter(pl.col("value") == UNKNOWN)["n"].sum()
    none = pl.DataFrame({"dimension": name, "value": "", "n": 0, "total": len(cells) - unknown})
    return pl.concat([_known(named, len(cells)), none])


def _of_force(vintage: Vintage, values: dict[str, Any]) -> Iterator[pl.DataFrame]:
    incidents = vintage.ask("force_totals", values)["incidents_n"].sum()
    by_field = vintage.ask("force_values", values).filter(pl.col("field").is_in(FORCE_FIELDS))
    yield _known(by_field.rename({"field": "dimension"}), int(incidents))
    yield from _when(vintage.ask("week_hours", {"dataset": "force", **values}))


def _of_calls(vintage: Vintage, event: Event, values: dict[str, Any]) -> Iterator[pl.DataFrame]:
    sensitive = {kind.category for kind in sensitive_kinds()}
    of_area = bool(values["area_id"])
    if not set(event.where) <= set(CALL_FIELDS) or (
        of_area and sensitive.intersection(event.where.get("category", ()))
    ):
        return
    calls = vintage.ask("call_months", values)
    for field, chosen in event.where.items():
        calls = calls.filter(pl.col(field).is_in(chosen))
    if not event.where:
        yield from _when(vintage.ask("week_hours", {"dataset": "calls", **values}))
    for field in CALL_FIELDS:
        if field not in event.where:
            parts = _by(calls, field)
            yield parts.filter(~pl.col("value").is_in(sensitive)) if of_area else parts


def _of_complaints(vintage: Vintage, values: dict[str, Any]) -> Iterator[pl.DataFrame]:
    yield _by(vintage.ask("complaint_outcomes", values), "complaint_source")
    kinds = _by(vintage.ask("allegation_findings", values), "allegation")
    if values["area_id"]:  # of an area the files do not tell those of a few
        is_told = [least_of(kind) is None for kind in kinds["value"]]
        kinds = kinds.filter(pl.Series(is_told, dtype=pl.Boolean))
    yield kinds


def _by(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the parts by one column."""
    named = rows.select(
        dimension=pl.lit(column), value=pl.col(column).cast(pl.String).fill_null(UNKNOWN), n="n"
    )
    by_value = named.group_by("dimension", "value").agg(pl.col("n").sum()).sort("value")
    return _known(by_value, int(rows["n"].sum()))


def _known(rows: pl.DataFrame, records: int) -> pl.DataFrame:
    """Return the known values; of a yes-no field only yes, of which no is the other side."""
    is_unknown = pl.col("value") == UNKNOWN
    unknown = pl.col("n").filter(is_unknown).sum().over("dimension")
    return rows.select(
        "dimension", "value", pl.col("n").cast(pl.Int64), total=(records - unknown).cast(pl.Int64)
    ).filter(~is_unknown & (pl.col("value") != "false"))


def _when(hours: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return the parts by day of the week, and by time of day where hours are published."""
    yield _by(hours, "weekday")
    if not hours.filter(pl.col("hour") > 0).is_empty():
        yield from _by_time(hours)


def _by_time(hours: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return the parts by time of day, of the records whose hour is known."""
    clocked = hours.drop_nulls("hour")
    day, hour = pl.col("weekday"), pl.col("hour")
    is_night = (hour < MORNING) | (hour >= EVENING)
    # a weekend night begins on the evening of Friday or Saturday
    begun_on = pl.when(hour < MORNING).then((day - 1) % WEEK_DAYS).otherwise(day)
    is_weekend = (
        pl.when(is_night)
        .then(begun_on.is_in([FRIDAY, SATURDAY]))
        .otherwise(day.is_in([SATURDAY, SUNDAY]))
    )
    days = pl.when(is_weekend).then(pl.lit("weekend")).otherwise(pl.lit("workday"))
    times = pl.when(is_night).then(pl.lit("_night")).otherwise(pl.lit("_day"))
    named = clocked.with_columns(shift=hour // SHIFT_HOURS, week_part=days + times)
    yield _by(named, "shift")
    yield _by(named, "week_part")
