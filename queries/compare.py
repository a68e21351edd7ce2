"""The comparison: one measure, before and after, in the whole city and in every area."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries import dictionary, exposure, quality, windows
from queries.catalog import UNKNOWN, Policy, Vintage
from queries.measures import Measure, caveats, events, events_of
from queries.stats.comparison import compare_periods
from queries.stats.constants import FILLED_DIFFERS
from queries.stats.multiplicity import q_values
from queries.stats.verdicts import verdicts
from queries.windows import Period, Windows

Array = NDArray[np.float64]
Text = dict[str, str]


@dataclass(frozen=True)
class Comparison:
    """A comparison with everything that must stand beside it.

    `table` has one row per area, `kind` citywide | area | unknown, with before_* and after_*
    (events, exposure, rate, low, high), ratio, ratio_low, ratio_high, p, q, detectable_fall,
    method, verdict and incomparable (recording | boundaries | null: why there is no verdict).
    Rates are per `measure.scale`; undefined numbers are null. A measure whose records have no
    area in the layer has no row of kind area.
    """

    city: str
    vintage: str
    measure: Measure
    unit: str
    layer: str
    layer_name: Text
    policy: Policy | None
    windows: Windows
    cautions: list[tuple[str, Text]]
    table: pl.DataFrame


def compare(
    vintage: Vintage,
    measure_id: str,
    layer_id: str | None = None,
    policy_id: str | None = None,
    *,
    on: dt.date | None = None,
    before: Period | None = None,
    after: Period | None = None,
    months: int = windows.DEFAULT_MONTHS,
) -> Comparison:
    """Compare a measure before and after a policy, a day the visitor chose, or in given windows.

    Explicit windows win over the policy's dates, the policy's dates over `on`. Raises NoAnswer
    when the measure is not supported or no windows can be made.
    """
    layer = vintage.layer(layer_id)["id"]
    measure = vintage.measure(measure_id, layer)
    policy = vintage.policy(policy_id) if policy_id else None
    span = vintage.span(measure)
    by_month = vintage.is_monthly(measure)
    if before and after:
        chosen = windows.explicit(before, after, span, by_month=by_month)
    elif policy:
        chosen = windows.around_policy(policy, span, months, by_month=by_month)
    else:
        chosen = windows.around_day(on or span[0], span, months, by_month=by_month)
    touched = _recording_changes(vintage, measure, chosen)
    breaks = any(one.recording == "breaks" for one in touched)
    table = _table(vintage, measure, layer, chosen, breaks=breaks)
    return Comparison(
        city=vintage.city_id,
        vintage=vintage.vintage,
        measure=measure,
        unit=vintage.unit(measure),
        layer=layer,
        layer_name=vintage.layer(layer)["name"],
        policy=policy,
        windows=chosen,
        cautions=_cautions(
            vintage,
            measure,
            touched,
            [
                *(["own_date"] if policy is None else []),
                *(["month_only"] if by_month else []),
                *(["not_by_area"] if not vintage.is_placed(measure, layer) else []),
                *(["boundaries_changed"] if "boundaries" in table["incomparable"] else []),
            ],
            _filled_otherwise(vintage, measure, chosen),
        ),
        table=table,
    )


def _table(
    vintage: Vintage, measure: Measure, layer: str, chosen: Windows, *, breaks: bool
) -> pl.DataFrame:
    areas = vintage.areas(layer).filter(
        (pl.col("valid_from").is_null() | (pl.col("valid_from") <= chosen.after_to))
        & (pl.col("valid_until").is_null() | (pl.col("valid_until") > chosen.before_from))
    )
    ids = (*areas["area_id"], UNKNOWN)
    is_area = np.array([False, *[True] * len(areas), False])
    counts = _grids(vintage, layer, ids, chosen)[measure.numerator]
    at_risk = _exposures(vintage, measure, layer, ids, chosen)
    # the first row is the city: the sum of all areas and of the records without one
    stacked = [np.vstack([np.nansum(part, axis=0), part]) for part in (*counts, *at_risk)]
    if measure.denominator == "none":  # the city's years are those of each area, not their sum
        for part in stacked[2:]:
            part[0] = part[1]
    before_events, after_events, before_risk, after_risk = stacked
    totals = [part.sum(axis=1) for part in stacked]
    found = compare_periods(
        totals[0],
        totals[2],
        totals[1],
        totals[3],
        (before_events, before_risk),
        (after_events, after_risk),
        kind=measure.kind,
        scale=float(measure.scale),
    )
    # an area that a redrawing made or ended inside the windows is not the same place in both
    is_redrawn = np.array([False, *_redrawn(areas, chosen), False])
    q = found["p"].astype(float).copy()
    q[is_area & is_redrawn] = np.nan
    q[is_area] = q_values(q[is_area])
    verdict = verdicts(
        totals[0],
        totals[1],
        found["ratio_low"],
        found["ratio_high"],
        found["p"],
        q,
        found["detectable_fall"],
        is_breaking=is_redrawn | breaks,
    )
    # records without an area have no residents: counts stand, a verdict does not
    is_rated = np.isfinite(totals[2]) & np.isfinite(totals[3])
    table = pl.DataFrame(
        {
            "area_id": ["", *ids],
            "area": [vintage.city["name"], *areas["name"], UNKNOWN],
            "kind": ["citywide", *["area"] * len(areas), UNKNOWN],
            "before_events": totals[0].astype(np.int64),
            "before_exposure": totals[2],
            **{f"before_{name}": found[f"before_{name}"] for name in ("rate", "low", "high")},
            "after_events": totals[1].astype(np.int64),
            "after_exposure": totals[3],
            **{f"after_{name}": found[f"after_{name}"] for name in ("rate", "low", "high")},
            **{name: found[name] for name in ("ratio", "ratio_low", "ratio_high", "p")},
            "q": q,
            "detectable_fall": found["detectable_fall"],
            "method": found["method"].tolist(),
            "verdict": [
                word if rated else None
                for word, rated in zip(verdict.tolist(), is_rated, strict=True)
            ],
            "incomparable": [
                "recording" if breaks else "boundaries" if moved else None for moved in is_redrawn
            ],
        },
        schema_overrides={"verdict": pl.String, "incomparable": pl.String},
        nan_to_null=True,
    )
    return table if vintage.is_placed(measure, layer) else table.filter(pl.col("kind") != "area")


def _redrawn(areas: pl.DataFrame, chosen: Windows) -> list[bool]:
    """Say of each area whether its layer was redrawn under it between the windows' ends."""
    starts_late = (pl.col("valid_from") > chosen.before_from).fill_null(value=False)
    ends_early = (pl.col("valid_until") <= chosen.after_to).fill_null(value=False)
    return areas.select(starts_late | ends_early).to_series().to_list()


@lru_cache(maxsize=64)
def _grids(
    vintage: Vintage, layer: str, ids: tuple[str, ...], chosen: Windows
) -> dict[str, tuple[Array, Array]]:
    """Return every event's counts before and after, each areas × months.

    One query serves all measures that share their windows; a page asks for many.
    """
    counts = vintage.ask(
        "period_counts",
        {
            "layer": layer,
            "before_from": chosen.before_from,
            "before_to": chosen.before_to,
            "after_from": chosen.after_from,
            "after_to": chosen.after_to,
        },
    )
    placed = counts.join(pl.DataFrame({"area_id": ids, "row": range(len(ids))}), on="area_id")
    shapes = [(len(ids), len(exposure.month_days(period))) for period in chosen.periods]
    made = {event: (np.zeros(shapes[0]), np.zeros(shapes[1])) for event in events()}
    for (event, period), part in placed.group_by("event", "period"):
        grid = made[str(event)][0 if period == "before" else 1]
        grid[part["row"].to_numpy(), part["month_no"].to_numpy()] = part["n"].to_numpy()
    return made


def _exposures(
    vintage: Vintage, measure: Measure, layer: str, ids: tuple[str, ...], chosen: Windows
) -> tuple[Array, Array]:
    """Return what the events are measured against, before and after, each areas × months."""
    if measure.denominator not in ("residents", "none"):
        return _grids(vintage, layer, ids, chosen)[measure.denominator]
    before, after = (exposure.years(exposure.month_days(one)) for one in chosen.periods)
    if measure.denominator == "none":
        ones = np.ones((len(ids), 1))
        return ones * before, ones * after
    populations = vintage.populations(layer)
    middles = [exposure.middle(one) for one in chosen.periods]
    people = exposure.residents(populations, list(ids), middles)
    return people[:, :1] * before, people[:, 1:] * after


def _recording_changes(vintage: Vintage, measure: Measure, chosen: Windows) -> list[Policy]:
    datasets = {event.dataset for event in events_of(measure)}
    return [
        one
        for one in vintage.policies
        if one.recording != "unchanged"
        and chosen.holds(one.recording_since or one.effective_on)
        and datasets & set(one.recording_datasets)
    ]


def _cautions(
    vintage: Vintage,
    measure: Measure,
    touched: list[Policy],
    codes: list[str],
    filled: list[tuple[str, Text]],
) -> list[tuple[str, Text]]:
    """Return what must stand beside a comparison: changes in recording first, then the rest."""
    known = caveats()
    found = [
        (f"recording_{one.recording}", one.recording_change)
        for one in touched
        if one.recording_change
    ]
    first = [] if vintage.city["is_real"] else ["sample_city"]
    first += ["from_catalogue"] if vintage.city["status"] == "catalogue" else []
    of_city = [
        vintage.city["cautions"][event.dataset]
        for event in events_of(measure)[:1]
        if event.dataset in vintage.city["cautions"]
    ]
    return [
        *found,
        *filled,
        *((code, known[code]) for code in (*first, *codes, *of_city, *measure.caveats)),
    ]


def _filled_otherwise(
    vintage: Vintage, measure: Measure, chosen: Windows
) -> list[tuple[str, Text]]:
    """Return a caution for each field that is filled far more often in one of the two periods."""
    held = quality.fields(vintage)
    named = {(one.dataset, one.field) for one in events_of(measure) if one.field}
    found = []
    for dataset, field in sorted(named):
        before, after = (
            quality.filled_between(held, dataset, str(field), period) for period in chosen.periods
        )
        if before is None or after is None or abs(after - before) < FILLED_DIFFERS:
            continue
        shares = {"before": f"{before * 100:.0f}", "after": f"{after * 100:.0f}"}
        text = {
            language: said.format(field=dictionary.field(str(field))[language], **shares)
            for language, said in caveats()["recording_filled"].items()
        }
        found.append(("recording_filled", text))
    return found
