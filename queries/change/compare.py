"""The comparison of one measure before and after a change, in the whole city and in every area."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.change.cautions import cautions_of
from queries.dates import DateRange
from queries.declared.measures import Measure, datasets_of
from queries.errors import NoAnswer
from queries.grid.counts import area_ids, areas_of, exposures, grids
from queries.grid.placing import Placing, placing_of
from queries.grid.windows import (
    DEFAULT_MONTHS,
    Windows,
    around_day,
    around_policy,
    explicit_windows,
)
from queries.stats.comparison import compare_periods
from queries.stats.multiplicity import q_values
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
    (events, exposure, rate, low, high), ratio, ratio_low, ratio_high, p, q, dispersion (of months;
    1 without overdispersion), detectable_fall, method, verdict and incomparable (recording |
    boundaries | places | null: the reason for the verdict not_comparable). Rates are per
    `measure.scale`; undefined numbers are null. If too few of a measure's records have an area of
    the layer, the table has no rows of kind area.
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
    table = _table(vintage, measure, layer, windows, placing, breaks=breaks)
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
            ],
        ),
        table=table,
    )


def _table(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    windows: Windows,
    placing: Placing,
    *,
    breaks: bool,
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
    before_events, after_events, before_risk, after_risk = stacked
    totals = [part.sum(axis=1) for part in stacked]
    result = compare_periods(
        totals[0],
        totals[2],
        totals[1],
        totals[3],
        (before_events, before_risk),
        (after_events, after_risk),
        kind=measure.kind,
        scale=float(measure.scale),
    )
    # an area that began or ended with a new map inside the windows is not the same place in both
    is_redrawn = np.array([False, *redrawn(areas, windows), False])
    is_shifted = is_area & placing.is_shifted
    q = result["p"].astype(float).copy()
    q[is_redrawn | is_shifted] = np.nan
    q[is_area] = q_values(q[is_area])
    verdict = verdicts(
        totals[0],
        totals[1],
        result["ratio_low"],
        result["ratio_high"],
        result["p"],
        q,
        result["detectable_fall"],
        is_breaking=is_redrawn | is_shifted | breaks,
    )
    # records without an area have counts but no residents, so they get no verdict
    is_rated = np.isfinite(totals[2]) & np.isfinite(totals[3])
    table = pl.DataFrame(
        {
            "area_id": ["", *ids],
            "area": [vintage.city.name, *areas["name"], UNKNOWN],
            "kind": ["citywide", *["area"] * len(areas), UNKNOWN],
            "before_events": totals[0].astype(np.int64),
            "before_exposure": totals[2],
            **{f"before_{name}": result[f"before_{name}"] for name in ("rate", "low", "high")},
            "after_events": totals[1].astype(np.int64),
            "after_exposure": totals[3],
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
                "recording" if breaks else "boundaries" if moved else "places" if shifted else None
                for moved, shifted in zip(is_redrawn, is_shifted, strict=True)
            ],
        },
        schema_overrides={"verdict": pl.String, "incomparable": pl.String},
        nan_to_null=True,
    )
    return table if placing.is_enough else table.filter(pl.col("kind") != "area")


def redrawn(areas: pl.DataFrame, windows: Windows) -> list[bool]:
    """Return, per area, whether it began or ended with a new map inside the windows."""
    return areas.select(redrawn_inside(windows.before_from, windows.after_to)).to_series().to_list()


def _refuse_gaps(vintage: Vintage, measure: Measure, windows: Windows) -> None:
    """Raise NoAnswer if a window overlaps a gap in the records."""
    for first, last in vintage.gaps(measure):
        if any(first <= end and start <= last for start, end in windows.periods):
            raise NoAnswer("in_gap", first=first, last=last)
