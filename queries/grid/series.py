"""A measure by month: rate, range, provisional months and jumps in recording."""

import datetime as dt

import polars as pl

from queries.declared.measures import Measure
from queries.grid import exposure
from queries.quality import reports
from queries.stats import Array
from queries.stats.rates import poisson_rate, share
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.complaint_days import needed_fields


@once_per_vintage
def monthly(
    vintage: Vintage, measure_id: str, layer_id: str | None = None, area_id: str | None = None
) -> pl.DataFrame:
    """Return month, events, exposure, rate, low, high, is_provisional, is_jump, oldest first.

    `area_id` None is the whole city. A month without events is a row with 0. Rates are per the
    measure's scale. A month without exposure has null rates; a month in a gap is null in all
    numbers. is_jump marks a month in which a field that the measure needs was filled far less or
    more often than usual in the city's records.
    """
    layer = vintage.layer(layer_id).id
    measure = vintage.measure(measure_id, layer)
    counts = vintage.ask(
        "monthly_counts",
        {
            "layer": layer,
            "area_id": area_id,
            "numerator": measure.numerator,
            "denominator": measure.denominator,
        },
    )
    series = months_of(vintage, measure)
    for side in ("numerator", "denominator"):
        event = getattr(measure, side)
        column = counts.filter(pl.col("event") == event).select("month", pl.col("n").alias(side))
        series = series.join(column, on="month", how="left", maintain_order="left")
    series = series.with_columns(pl.col("numerator", "denominator").fill_null(0))
    at_risk = _at_risk(vintage, measure, layer, area_id, series)
    events = series["numerator"].to_numpy().astype(float)
    rates = (
        share(events, at_risk, scale=float(measure.scale))
        if measure.kind == "share"
        else poisson_rate(events, at_risk, scale=float(measure.scale))
    )
    settled = vintage.span(measure)[1]
    gaps = [pl.col("month").is_between(first, last) for first, last in vintage.gaps(measure)]
    is_gap = pl.any_horizontal(*gaps) if gaps else pl.lit(value=False)
    months = series.select(
        "month",
        events="numerator",
        exposure=pl.Series(at_risk),
        rate=pl.Series(rates["rate"]),
        low=pl.Series(rates["low"]),
        high=pl.Series(rates["high"]),
        is_provisional=pl.col("month").dt.month_end() > settled,
        is_jump=pl.col("month").is_in(jumps_of(vintage, measure)),
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    numbers = ("events", "exposure", "rate", "low", "high")
    return months.with_columns(pl.when(~is_gap).then(pl.col(numbers)))


def jumps_of(vintage: Vintage, measure: Measure) -> list[dt.date]:
    """Return the months with a jump in a field that the measure needs."""
    fields = needed_fields(vintage, measure)
    jumps = reports.fields(vintage).filter("is_jump")
    rows = zip(jumps["dataset"], jumps["field"], jumps["month"], strict=True)
    return [month for dataset, field, month in rows if (dataset, field) in fields]


def months_of(vintage: Vintage, measure: Measure) -> pl.DataFrame:
    """Return the months in which all datasets of the measure are published."""
    spans = vintage.spans(measure)
    first = max(span.first_on for span in spans)
    last = min(span.last_on for span in spans)
    last -= dt.timedelta(days=measure.matures_days)
    months = pl.date_range(first.replace(day=1), last.replace(day=1), "1mo", eager=True)
    return pl.DataFrame({"month": months})


def _at_risk(
    vintage: Vintage, measure: Measure, layer: str, area_id: str | None, series: pl.DataFrame
) -> Array:
    """Return the exposure of each month, in one area or the whole city."""
    is_time = measure.denominator == "none"
    all_areas = [""] if is_time else sorted(set(vintage.populations(layer)["area_id"]))
    areas = [area_id] if area_id else all_areas
    years = exposure.in_years(series["month"].dt.days_in_month().to_numpy().astype(float))
    months = series["month"].to_list()
    at_risk = exposure.at_risk(vintage, measure, layer, areas, months, years)
    if at_risk is None:
        return series["denominator"].to_numpy().astype(float)
    in_all: Array = at_risk.sum(axis=0)
    return in_all
