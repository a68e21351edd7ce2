"""The comparison: one measure, before and after, in the whole city and in every area."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries import exposure, windows
from queries.catalog import UNKNOWN, Policy, Vintage
from queries.measures import Measure, caveats, events_of
from queries.stats.comparison import compare_periods
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
    method and verdict. Rates are per `measure.scale`; undefined numbers are null.
    """

    city: str
    vintage: str
    measure: Measure
    unit: str
    layer: str
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
    if before and after:
        chosen = windows.explicit(before, after, span)
    elif policy:
        chosen = windows.around_policy(policy, span, months)
    else:
        chosen = windows.around_day(on or span[0], span, months)
    touched = _recording_changes(vintage, measure, chosen)
    breaks = any(one.recording == "breaks" for one in touched)
    return Comparison(
        city=vintage.city_id,
        vintage=vintage.vintage,
        measure=measure,
        unit=vintage.unit(measure),
        layer=layer,
        policy=policy,
        windows=chosen,
        cautions=_cautions(vintage, measure, touched, is_own_date=policy is None),
        table=_table(vintage, measure, layer, chosen, breaks=breaks),
    )


def _table(
    vintage: Vintage, measure: Measure, layer: str, chosen: Windows, *, breaks: bool
) -> pl.DataFrame:
    areas = vintage.areas(layer).select("area_id", area="name").with_columns(kind=pl.lit("area"))
    unknown = pl.DataFrame({"area_id": [UNKNOWN], "area": [UNKNOWN], "kind": [UNKNOWN]})
    rows = pl.concat([areas, unknown])
    ids = rows["area_id"].to_list()
    events = _monthly(vintage, measure, measure.numerator, layer, ids, chosen)
    at_risk = _exposures(vintage, measure, layer, ids, chosen)
    # the first row is the city: the sum of all areas and of the records without one
    stacked = [np.vstack([np.nansum(part, axis=0), part]) for part in (*events, *at_risk)]
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
    is_area = np.concatenate([[False], (rows["kind"] == "area").to_numpy()])
    q = found["p"].astype(float).copy()
    q[is_area] = q_values(q[is_area])
    verdict = verdicts(
        totals[0],
        totals[1],
        found["ratio_low"],
        found["ratio_high"],
        found["p"],
        q,
        found["detectable_fall"],
        is_breaking=np.full(len(q), breaks),
    )
    city = pl.DataFrame({"area_id": [""], "area": [vintage.city["name"]], "kind": ["citywide"]})
    numbers = pl.DataFrame(
        {
            "before_events": totals[0].astype(np.int64),
            "before_exposure": totals[2],
            "before_rate": found["before_rate"],
            "before_low": found["before_low"],
            "before_high": found["before_high"],
            "after_events": totals[1].astype(np.int64),
            "after_exposure": totals[3],
            "after_rate": found["after_rate"],
            "after_low": found["after_low"],
            "after_high": found["after_high"],
            "ratio": found["ratio"],
            "ratio_low": found["ratio_low"],
            "ratio_high": found["ratio_high"],
            "p": found["p"],
            "q": q,
            "detectable_fall": found["detectable_fall"],
            "method": found["method"].astype(str),
            "verdict": verdict.astype(str),
        }
    )
    table = pl.concat([pl.concat([city, rows]), numbers], how="horizontal")
    # records without an area have no residents: counts stand, a verdict does not
    has_risk = pl.col("before_exposure").is_finite() & pl.col("after_exposure").is_finite()
    return table.with_columns(
        pl.when(has_risk).then(pl.col("verdict")).alias("verdict"),
        pl.col(pl.Float64).fill_nan(None),
    )


def _monthly(
    vintage: Vintage, measure: Measure, event: str, layer: str, ids: list[str], chosen: Windows
) -> tuple[Array, Array]:
    """Return an event's counts before and after, each areas × months."""
    counts = vintage.ask(
        "period_counts",
        {
            "layer": layer,
            "event": event,
            "before_from": chosen.before_from,
            "before_to": chosen.before_to,
            "after_from": chosen.after_from,
            "after_to": chosen.after_to,
        },
    )
    position = pl.DataFrame({"area_id": ids, "row": range(len(ids))})
    made = []
    for name, period in zip(("before", "after"), chosen.periods, strict=True):
        grid = np.zeros((len(ids), len(exposure.month_days(period))))
        part = counts.filter(pl.col("period") == name).join(position, on="area_id")
        grid[part["row"].to_numpy(), part["month_no"].to_numpy()] = part["n"].to_numpy()
        made.append(grid)
    return made[0], made[1]


def _exposures(
    vintage: Vintage, measure: Measure, layer: str, ids: list[str], chosen: Windows
) -> tuple[Array, Array]:
    """Return what the events are measured against, before and after, each areas × months."""
    if measure.denominator not in ("residents", "none"):
        return _monthly(vintage, measure, measure.denominator, layer, ids, chosen)
    before, after = (exposure.years(exposure.month_days(one)) for one in chosen.periods)
    if measure.denominator == "none":
        ones = np.ones((len(ids), 1))
        return ones * before, ones * after
    populations = vintage.ask("populations", {"layer": layer})
    middles = [exposure.middle(one) for one in chosen.periods]
    people = exposure.residents(populations, ids, middles)
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
    vintage: Vintage, measure: Measure, touched: list[Policy], *, is_own_date: bool
) -> list[tuple[str, Text]]:
    known = caveats()
    found = [
        (f"recording_{one.recording}", one.recording_change)
        for one in touched
        if one.recording_change
    ]
    codes = [] if vintage.city["is_real"] else ["sample_city"]
    codes += ["own_date"] if is_own_date else []
    codes += [
        vintage.city["cautions"][event.dataset]
        for event in events_of(measure)[:1]
        if event.dataset in vintage.city["cautions"]
    ]
    return [*found, *((code, known[code]) for code in (*codes, *measure.caveats))]
