"""The comparison of one measure before and after a change, in the whole city and in every area."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.change.cautions import cautions_of
from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, datasets_of
from queries.errors import NoAnswer
from queries.grid.counts import area_ids, areas_of, exposures, grids
from queries.grid.placing import Placing, placing_of
from queries.grid.record import comparable, record_of, whole_months
from queries.grid.windows import (
    DEFAULT_MONTHS,
    Windows,
    around_day,
    around_policy,
    explicit_windows,
    is_other_season,
    is_short,
)
from queries.stats import Array, Table
from queries.stats.comparison import compared
from queries.stats.constants import LATEST_MONTHS, LONG_TRANSITION_DAYS, PANDEMIC_FROM
from queries.stats.earlier_trend import carried_on
from queries.stats.months import Record
from queries.stats.multiplicity import q_values
from queries.stats.other_dates import OtherDates, is_high_before, other_dates
from queries.stats.scatter import scatter
from queries.stats.steadied import steadied_changes
from queries.stats.verdicts import verdicts
from queries.texts import Text, Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import redrawn_inside
from queries.vintage.policy import Policy
from queries.vintage.recording import BREAKS, recording_changes


@dataclass(frozen=True)
class Comparison:
    """A comparison with its windows, cautions and table.

    `table` has one row per area, `kind` citywide | area | unknown, with before_* and after_*
    (events, exposure, rate, low, high), ratio, ratio_low, ratio_high, p, q, dispersion (the
    inflation of variance by scatter and correlation of months), detectable_fall, method, verdict
    and incomparable (recording | season | boundaries | places | null: the reason for the verdict
    not_comparable); for areas steadied, steadied_low, steadied_high (the ratio that borrows
    strength from the other areas); stands_out, dates_as_large, ordinary_low, ordinary_high (see
    queries/stats/other_dates.py); latest_events, latest_rate in the period `latest`. Rates are per
    `measure.scale`; undefined numbers are null. If too few of a measure's records have an area of
    the layer, the table has no rows of kind area.

    `record` is the whole comparable record, first and last day; `correlation` that of its
    neighbouring months. `dates` has the city at every other date: on and ratio. `windows_apart` is
    how many windows side by side these rest on. `expected` is low, middle and high of the events
    after, had the city's earlier trend gone on. `latest` are the last settled months, None if the
    after window has them.
    """

    city: str
    city_name: Texts
    vintage: str
    measure: Measure
    unit: str
    layer: str
    layer_name: Texts
    policy: Policy | None
    windows: Windows
    cautions: list[tuple[str, Text]]
    table: pl.DataFrame
    record: DateRange
    correlation: float
    dates: pl.DataFrame
    windows_apart: int
    expected: tuple[float, float, float] | None
    latest: DateRange | None


@once_per_vintage
def compare(
    vintage: Vintage,
    measure_id: str,
    layer_id: str | None = None,
    policy_id: str | None = None,
    *,
    on: dt.date | None = None,
    before: DateRange | None = None,
    after: DateRange | None = None,
    months: int = DEFAULT_MONTHS,
) -> Comparison:
    """Return the comparison of a measure around a policy, around the day `on`, or in given windows.

    Given windows take precedence over the policy, and the policy over `on`. Raises NoAnswer if the
    measure is not supported or if there are no usable windows.
    """
    layer = vintage.layer(layer_id).id
    measure = vintage.measure(measure_id, layer)
    policy = vintage.policy(policy_id) if policy_id else None
    by_month = vintage.is_monthly(measure)
    if before and after:
        windows = explicit_windows(before, after, vintage.span(measure), by_month=by_month)
        _refuse_gaps(vintage, measure, windows)
    elif policy:
        span = vintage.stretch(measure, policy.effective_on)
        windows = around_policy(policy, span, months, by_month=by_month)
    else:
        day = on or vintage.span(measure)[0]
        span = vintage.stretch(measure, day)
        windows = around_day(day, span, months, by_month=by_month)
    breaks = bool(
        recording_changes(
            vintage, datasets_of(measure), windows.before_from, windows.after_to, BREAKS
        )
    )
    placing = placing_of(vintage, measure, layer, windows)
    areas = areas_of(vintage, layer, windows)
    ids = area_ids(vintage, layer, windows)
    span = comparable(vintage, measure, windows)
    months = whole_months(span)
    record = record_of(vintage, measure, layer, areas, ids, windows, months)
    city, others = (scatter(record.rows(rows)) for rows in (slice(0, 1), slice(1, None)))
    inflation = np.concatenate([city.inflation, others.inflation])
    elsewhen = other_dates(record)
    seasons = is_short(windows) or is_other_season(windows)
    table = _table(
        vintage, measure, layer, windows, placing, inflation, breaks=breaks, seasons=seasons
    )
    latest = latest_months(span, months, windows)
    table = table.with_columns(
        *_second_answer(elsewhen, table["verdict"]), *_latest(record, months, latest, measure)
    )
    return Comparison(
        city=vintage.city_id,
        city_name=vintage.city_name,
        vintage=vintage.vintage,
        measure=measure,
        unit=vintage.unit(measure),
        layer=layer,
        layer_name=vintage.layer(layer).name,
        policy=policy,
        windows=windows,
        cautions=cautions_of(
            vintage,
            measure,
            windows,
            placing,
            [
                *(["own_date"] if policy is None else []),
                *(["month_only"] if by_month else []),
                *(["not_by_area"] if not placing.is_enough else []),
                *(["boundaries_changed"] if "boundaries" in table["incomparable"] else []),
                *_window_codes(windows),
                *(["high_before"] if is_high_before(record) else []),
            ],
        ),
        table=table if placing.is_enough else table.filter(pl.col("kind") != "area"),
        record=span,
        correlation=city.correlation,
        dates=pl.DataFrame(
            {"on": [months[start] for start in elsewhen.starts], "ratio": elsewhen.ratios[0]},
            schema={"on": pl.Date, "ratio": pl.Float64},
            nan_to_null=True,
        ),
        windows_apart=elsewhen.independent,
        expected=carried_on(record.rows(slice(0, 1)), float(city.inflation[0])),
        latest=latest,
    )


def _table(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    windows: Windows,
    placing: Placing,
    inflation: Array,
    *,
    breaks: bool,
    seasons: bool,
) -> pl.DataFrame:
    areas = areas_of(vintage, layer, windows)
    ids = area_ids(vintage, layer, windows)
    is_area = np.array([False, *[True] * len(areas), False])
    counts = grids(vintage, layer, ids, windows)[measure.numerator]
    at_risk = exposures(vintage, measure, layer, ids, windows)
    # the first row is the city: the sum of all areas and of records without an area
    stacked = [np.vstack([np.nansum(part, axis=0), part]) for part in (*counts, *at_risk)]
    if (
        measure.denominator == "none"
    ):  # exposure is time, which is the same for the city and for every area
        for part in stacked[2:]:
            part[0] = part[1]
    before_events, after_events, before_exposure, after_exposure = (
        part.sum(axis=1) for part in stacked
    )
    result = compared(
        (before_events, before_exposure, after_events, after_exposure),
        inflation,
        (counts[0].shape[1], counts[1].shape[1]),
        kind=measure.kind,
        scale=float(measure.scale),
    )
    # an area that began or ended with a new map inside the windows is not the same place in both
    is_redrawn = np.array([False, *redrawn(areas, windows), False])
    is_shifted = is_area & placing.is_shifted
    is_alike = is_area & ~is_redrawn & ~is_shifted
    q = result["p"].astype(float).copy()
    q[is_redrawn | is_shifted] = np.nan
    q[is_area] = q_values(q[is_area])
    verdict = verdicts(
        before_events,
        after_events,
        result["ratio"],
        result["ratio_low"],
        result["ratio_high"],
        q,
        result["detectable_fall"],
        matters=np.where(is_area, measure.matters.area, measure.matters.citywide),
        is_breaking=is_redrawn | is_shifted | breaks | seasons,
    )
    # records without an area have counts but no residents, so they get no verdict
    is_rated = np.isfinite(before_exposure) & np.isfinite(after_exposure)
    steadied = _steadied(
        (before_events, before_exposure, after_events, after_exposure), inflation, is_alike
    )
    return pl.DataFrame(
        {
            "area_id": ["", *ids],
            "area": [vintage.city.name, *areas["name"], UNKNOWN],
            "kind": ["citywide", *["area"] * len(areas), UNKNOWN],
            "before_events": before_events.astype(np.int64),
            "before_exposure": before_exposure,
            **{f"before_{name}": result[f"before_{name}"] for name in ("rate", "low", "high")},
            "after_events": after_events.astype(np.int64),
            "after_exposure": after_exposure,
            **{f"after_{name}": result[f"after_{name}"] for name in ("rate", "low", "high")},
            **{name: result[name] for name in ("ratio", "ratio_low", "ratio_high", "p")},
            "q": q,
            "dispersion": result["dispersion"],
            "detectable_fall": result["detectable_fall"],
            **{name: result[name] for name in ("months_to_10", "months_to_25", "months_to_50")},
            "method": result["method"].tolist(),
            "verdict": [
                word if rated else None
                for word, rated in zip(verdict.tolist(), is_rated, strict=True)
            ],
            "incomparable": [
                "recording"
                if breaks
                else "season"
                if seasons
                else "boundaries"
                if moved
                else "places"
                if shifted
                else None
                for moved, shifted in zip(is_redrawn, is_shifted, strict=True)
            ],
            "steadied": steadied["ratio"],
            "steadied_low": steadied["low"],
            "steadied_high": steadied["high"],
        },
        schema_overrides={"verdict": pl.String, "incomparable": pl.String},
        nan_to_null=True,
    )


def _steadied(
    totals: tuple[Array, Array, Array, Array], inflation: Array, is_alike: NDArray[np.bool_]
) -> Table:
    """Return the steadied ratios of the areas that can be compared, nan in all other rows."""
    x0, n0, x1, n1 = totals
    with np.errstate(divide="ignore", invalid="ignore"):
        is_used = is_alike & (x0 + x1 > 0) & (n0 > 0) & (n1 > 0)
        change = np.log((x1 + 0.5) / n1) - np.log((x0 + 0.5) / n0)
    variance = inflation * (1 / (x0 + 0.5) + 1 / (x1 + 0.5))
    return steadied_changes(np.where(is_used, change, np.nan), variance)


def _second_answer(elsewhen: OtherDates, verdict: pl.Series) -> list[pl.Series]:
    """Return the columns on other dates; a row that cannot be compared has no second answer."""
    answers = pl.DataFrame(
        {
            "stands_out": elsewhen.answer.tolist(),
            "dates_as_large": elsewhen.as_large,
            "ordinary_low": elsewhen.low,
            "ordinary_high": elsewhen.high,
            "verdict": verdict,
        },
        nan_to_null=True,
    )
    is_answered = pl.col("verdict") != "not_comparable"
    columns = pl.exclude("verdict")
    return answers.select(pl.when(is_answered).then(columns).name.keep()).get_columns()


def latest_months(span: DateRange, months: list[dt.date], windows: Windows) -> DateRange | None:
    """Return the last LATEST_MONTHS of a record; None if the after window has any of them."""
    if len(months) < LATEST_MONTHS or months[-LATEST_MONTHS] <= windows.after_to:
        return None
    return months[-LATEST_MONTHS], add_months(months[-1], 1) - dt.timedelta(days=1)


def _latest(
    record: Record, months: list[dt.date], latest: DateRange | None, measure: Measure
) -> list[pl.Series]:
    """Return the events and the rate of every row in the last settled months."""
    is_latest = np.array([latest is not None and month >= latest[0] for month in months], bool)
    events, risk = (part[:, is_latest].sum(axis=1) for part in (record.events, record.exposure))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(risk > 0, events / risk * measure.scale, np.nan)
    if latest is None:
        events = rate = np.full(len(record.events), np.nan)
    return pl.DataFrame(
        {"latest_events": events, "latest_rate": rate}, nan_to_null=True
    ).get_columns()


def _window_codes(windows: Windows) -> list[str]:
    """Return the codes of the cautions that the windows alone call for."""
    first_of_pandemic = dt.date.fromisoformat(f"{PANDEMIC_FROM}-01")
    between = windows.after_from - windows.before_to
    return [
        *(["windows_short"] if is_short(windows) else []),
        *(["windows_other_season"] if is_other_season(windows) else []),
        *(["pandemic"] if windows.before_from < first_of_pandemic <= windows.after_to else []),
        *(["long_transition"] if between.days > LONG_TRANSITION_DAYS else []),
    ]


def redrawn(areas: pl.DataFrame, windows: Windows) -> list[bool]:
    """Return, per area, whether it began or ended with a new map inside the windows."""
    return areas.select(redrawn_inside(windows.before_from, windows.after_to)).to_series().to_list()


def _refuse_gaps(vintage: Vintage, measure: Measure, windows: Windows) -> None:
    """Raise NoAnswer if a window overlaps a gap in the records."""
    for first, last in vintage.gaps(measure):
        if any(first <= end and start <= last for start, end in windows.periods):
            raise NoAnswer("in_gap", first=first, last=last)
