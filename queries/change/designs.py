"""Comparison designs: the change where a policy applied against the change elsewhere.

They need a register that names the areas of the policy, or another city for comparison.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.change.cautions import cautions_of
from queries.change.first_answer import redrawn
from queries.declared.measures import Measure, datasets_of, events_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer, Unreadable
from queries.grid.counts import area_ids, areas_of, exposures, grids
from queries.grid.placing import placing_of
from queries.grid.windows import Windows, around_policy
from queries.stats import Array, Table
from queries.stats.comparison import compare_periods
from queries.stats.constants import SYNTHETIC_FIT, SYNTHETIC_MIN_BEFORE, SYNTHETIC_MIN_OTHERS
from queries.stats.panel import panel
from queries.stats.placebo import placebo_groups, placebo_rank
from queries.stats.ratio_of_ratios import ratio_of_ratios
from queries.stats.synthetic_control import synthetic_control
from queries.texts import Text, Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage, open_city
from queries.vintage.recording import BREAKS, recording_changes

DESIGNS = ("ratio_of_ratios", "panel", "synthetic_control")
REACHED, OTHERS = "reached", "others"


@dataclass(frozen=True)
class Designs:
    """The estimates of all designs, or the reason in `refused` why there are none.

    `refused` is whole_city, not_by_area, boundaries, recording or no_other_city (not published, or
    without this measure or these months). `groups` has one row for the places with the policy and
    one for the others: group, places, before_events, before_exposure, after_events, after_exposure,
    ratio, ratio_low, ratio_high. `estimates` has one row per design: design, ratio (the change with
    the policy ÷ the change elsewhere), low, high, p, method, and refused, the reason if the design
    does not apply. `placebo_areas` are the first design's ratios for groups of areas without the
    policy; `rank` is the rank of the real ratio by size among these and itself, and their number.
    `placebo_outcomes` has measure, ratio, low, high and p of measures that the policy was not meant
    to change.
    """

    policy: Policy
    measure: Measure
    windows: Windows | None
    layer_name: Texts
    reached: list[str]
    others: list[str]
    refused: str | None
    groups: pl.DataFrame
    estimates: pl.DataFrame
    placebo_areas: list[float]
    rank: tuple[int, int] | None
    placebo_outcomes: pl.DataFrame
    cautions: list[tuple[str, Text]]


@dataclass(frozen=True)
class _Sides:
    """Events and exposure, places × months; the first `reached` rows are places with the policy."""

    before: tuple[Array, Array]
    after: tuple[Array, Array]
    reached: int

    def totals(self) -> tuple[Array, Array, Array, Array]:
        """Return events and exposure before and after, summed over both groups: 2 × months."""
        before_events, before_exposure, after_events, after_exposure = (
            np.stack([part[: self.reached].sum(axis=0), part[self.reached :].sum(axis=0)])
            for part in (*self.before, *self.after)
        )
        return before_events, before_exposure, after_events, after_exposure


@once_per_vintage
def designs(vintage: Vintage, measure_id: str, policy_id: str) -> Designs:
    """Return the designs for a measure and a policy.

    Raises NoAnswer where the measure is not supported or either side has less than a year of data.
    """
    policy = vintage.policy(policy_id)
    layer = vintage.layer(policy.layer).id
    measure = vintage.measure(measure_id, layer)
    if policy.scope != "areas":
        return _with_city(vintage, measure, policy, layer)
    windows = _windows(vintage, measure, policy)
    refused, names = _areas(vintage, measure, layer, policy, windows)
    cautions = cautions_of(
        vintage, measure, windows, placing_of(vintage, measure, layer, windows), []
    )
    if refused is not None:
        return _refused(policy, measure, refused, vintage.layer(layer).name, windows, cautions)
    sides = _area_sides(vintage, measure, layer, policy, windows)
    first = _ratio(sides, measure)
    placebos = _placebo_areas(sides)
    return Designs(
        policy=policy,
        measure=measure,
        windows=windows,
        layer_name=vintage.layer(layer).name,
        reached=[names[area] for area in policy.areas],
        others=[name for area, name in names.items() if area not in policy.areas],
        refused=None,
        groups=_groups(sides, measure),
        estimates=_estimates(
            [first, _panel(sides, measure), _synthetic(sides, measure)],
        ),
        placebo_areas=[float(area) for area in placebos],
        rank=_rank(first["ratio"], placebos),
        placebo_outcomes=_outcomes(vintage, measure, layer, policy),
        cautions=cautions,
    )


def _windows(vintage: Vintage, measure: Measure, policy: Policy) -> Windows:
    span = vintage.stretch(measure, policy.effective_on)
    return around_policy(policy, span, by_month=vintage.is_monthly(measure))


def _areas(
    vintage: Vintage, measure: Measure, layer: str, policy: Policy, windows: Windows
) -> tuple[str | None, dict[str, str]]:
    """Return the reason why areas cannot be compared, if any, and the areas' names by id."""
    areas = areas_of(vintage, layer, windows)
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    if not placing_of(vintage, measure, layer, windows).is_enough:
        return "not_by_area", names
    if any(redrawn(areas, windows)) or not set(policy.areas) < set(names):
        return "boundaries", names
    return ("recording" if _breaks(vintage, measure, windows) else None), names


def _breaks(vintage: Vintage, measure: Measure, windows: Windows) -> bool:
    days = (windows.before_from, windows.after_to)
    return bool(recording_changes(vintage, datasets_of(measure), *days, BREAKS))


def _area_sides(
    vintage: Vintage, measure: Measure, layer: str, policy: Policy, windows: Windows
) -> _Sides:
    ids = area_ids(vintage, layer, windows)
    order = [
        *(ids.index(area) for area in policy.areas),
        # the last row, records without an area, belongs to neither group
        *(row for row, area in enumerate(ids[:-1]) if area not in policy.areas),
    ]
    counts = grids(vintage, layer, ids, windows)[measure.numerator]
    at_risk = exposures(vintage, measure, layer, ids, windows)
    before, after = (
        (events[order], exposure[order]) for events, exposure in zip(counts, at_risk, strict=True)
    )
    return _Sides(before, after, len(policy.areas))


def _with_city(vintage: Vintage, measure: Measure, policy: Policy, layer: str) -> Designs:
    """Return the designs with the comparison city that the register names."""
    name = vintage.layer(layer).name
    if policy.comparison is None:
        return _refused(policy, measure, "whole_city", name, None, [])
    try:
        elsewhere = open_city(str(policy.comparison["city"]))
        their_layer = elsewhere.layer().id
        their_measure = elsewhere.measure(measure.id, their_layer)
        stretches = [
            city.stretch(measured, policy.effective_on)
            for city, measured in ((vintage, measure), (elsewhere, their_measure))
        ]
        span = (max(first for first, _ in stretches), min(last for _, last in stretches))
        by_month = vintage.is_monthly(measure) or elsewhere.is_monthly(their_measure)
        windows = around_policy(policy, span, by_month=by_month)
    except (NoAnswer, Unreadable):  # damage to the other city must not take down this one
        return _refused(policy, measure, "no_other_city", name, None, [])
    cautions = [
        *cautions_of(vintage, measure, windows, None, []),
        *cautions_of(elsewhere, their_measure, windows, None, []),
    ]
    if _breaks(vintage, measure, windows) or _breaks(elsewhere, their_measure, windows):
        return _refused(policy, measure, "recording", name, windows, cautions)
    rows = [
        _city_rows(city, measure, city_layer, windows)
        for city, city_layer in ((vintage, layer), (elsewhere, their_layer))
    ]
    sides = _Sides(
        (
            np.vstack([before_events for (before_events, _), _ in rows]),
            np.vstack([before_exposure for (_, before_exposure), _ in rows]),
        ),
        (
            np.vstack([after_events for _, (after_events, _) in rows]),
            np.vstack([after_exposure for _, (_, after_exposure) in rows]),
        ),
        1,
    )
    two_places: list[dict[str, object]] = [
        {"design": design, "refused": "two_places"} for design in DESIGNS[1:]
    ]
    return Designs(
        policy=policy,
        measure=measure,
        windows=windows,
        layer_name=name,
        reached=[vintage.city.name],
        others=[elsewhere.city.name],
        refused=None,
        groups=_groups(sides, measure),
        estimates=_estimates([_ratio(sides, measure), *two_places]),
        placebo_areas=[],
        rank=None,
        placebo_outcomes=pl.DataFrame(schema=OUTCOMES),
        cautions=list({str(text): (code, text) for code, text in cautions}.values()),
    )


def _city_rows(
    vintage: Vintage, measure: Measure, layer: str, windows: Windows
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return a city's events and exposure before and after, each 1 × months."""
    ids = area_ids(vintage, layer, windows)
    counts = grids(vintage, layer, ids, windows)[measure.numerator]
    at_risk = exposures(vintage, measure, layer, ids, windows)
    before, after = (
        (events.sum(axis=0, keepdims=True), np.nansum(exposure, axis=0, keepdims=True))
        for events, exposure in zip(counts, at_risk, strict=True)
    )
    return before, after


OUTCOMES = {
    "measure": pl.String,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
}
ESTIMATES = {"design": pl.String, **{key: OUTCOMES[key] for key in ("ratio", "low", "high", "p")}}
ESTIMATES |= {"method": pl.String, "refused": pl.String}
GROUPS = {
    "group": pl.String,
    "places": pl.Int64,
    **dict.fromkeys(
        ("before_events", "before_exposure", "after_events", "after_exposure"), pl.Float64
    ),
    **dict.fromkeys(("ratio", "ratio_low", "ratio_high"), pl.Float64),
}


def _refused(
    policy: Policy,
    measure: Measure,
    why: str,
    layer_name: Texts,
    windows: Windows | None,
    cautions: list[tuple[str, Text]],
) -> Designs:
    return Designs(
        policy=policy,
        measure=measure,
        windows=windows,
        layer_name=layer_name,
        reached=[],
        others=[],
        refused=why,
        groups=pl.DataFrame(schema=GROUPS),
        estimates=pl.DataFrame(schema=ESTIMATES),
        placebo_areas=[],
        rank=None,
        placebo_outcomes=pl.DataFrame(schema=OUTCOMES),
        cautions=cautions,
    )


def _estimates(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ESTIMATES, nan_to_null=True)


def _compared(sides: _Sides, measure: Measure) -> Table:
    """Return the comparison of each group's two periods, with the method of a single area."""
    x0, n0, x1, n1 = sides.totals()
    return compare_periods(
        x0.sum(axis=1),
        n0.sum(axis=1),
        x1.sum(axis=1),
        n1.sum(axis=1),
        (x0, n0),
        (x1, n1),
        kind=measure.kind,
        scale=float(measure.scale),
    )


def _groups(sides: _Sides, measure: Measure) -> pl.DataFrame:
    changes = _compared(sides, measure)
    x0, n0, x1, n1 = (counts.sum(axis=1) for counts in sides.totals())
    places = [sides.reached, len(sides.before[0]) - sides.reached]
    return pl.DataFrame(
        {
            "group": [REACHED, OTHERS],
            "places": places,
            "before_events": x0,
            "before_exposure": n0,
            "after_events": x1,
            "after_exposure": n1,
            **{key: changes[key] for key in ("ratio", "ratio_low", "ratio_high")},
        },
        schema=GROUPS,
        nan_to_null=True,
    )


def _ratio(sides: _Sides, measure: Measure) -> dict[str, object]:
    """Return the exact ratio of ratios of the pooled counts, which is defined with zeros too."""
    x0, n0, x1, n1 = (counts.sum(axis=1) for counts in sides.totals())
    phi = _compared(sides, measure)["dispersion"].max()
    changed, elsewhere = ((x0[i], n0[i], x1[i], n1[i]) for i in (0, 1))
    result = ratio_of_ratios(changed, elsewhere, phi)
    numbers = {key: float(result[key][0]) for key in ("ratio", "low", "high", "p")}
    method = str(result["method"][0])
    undefined = {"refused": "no_events"} if method == "undefined" else {}
    return {"design": DESIGNS[0], **numbers, "method": method, **undefined}


def _rates(sides: _Sides, measure: Measure) -> Array | None:
    """Return rates, places × months of both windows; None if a month has no exposure."""
    events, exposure = (
        np.hstack([before, after]) for before, after in zip(sides.before, sides.after, strict=True)
    )
    if not (np.isfinite(exposure).all() and (exposure > 0).all()):
        return None
    return np.asarray(events / exposure * measure.scale)


def _panel(sides: _Sides, measure: Measure) -> dict[str, object]:
    """Return the two-way panel, with the change of the rate as a ratio to the expected rate."""
    rates = _rates(sides, measure)
    if rates is None:
        return {"design": DESIGNS[1], "refused": "no_exposure"}
    is_treated = np.zeros((1, *rates.shape))
    after_from = sides.before[0].shape[1]
    is_treated[0, : sides.reached, after_from:] = 1
    model = panel(rates, is_treated)
    observed = rates[: sides.reached, after_from:].mean()

    def as_ratio(change: float) -> float:
        return float(observed / (observed - change)) if change < observed else np.inf

    ends = {
        key: as_ratio(float(model[name][0])) for key, name in (("low", "low"), ("high", "high"))
    }
    return {
        "design": DESIGNS[1],
        "ratio": as_ratio(float(model["coefficient"][0])),
        **ends,
        "p": float(model["p"][0]),
        "method": str(model["method"][0]),
    }


def _synthetic(sides: _Sides, measure: Measure) -> dict[str, object]:
    """Return the synthetic control of the areas with the policy, pooled into one place."""
    name = DESIGNS[2]
    pooled = _Sides(_as_one(sides.before, sides.reached), _as_one(sides.after, sides.reached), 1)
    rates = _rates(pooled, measure)
    after_from = sides.before[0].shape[1]
    if rates is None:
        return {"design": name, "refused": "no_exposure"}
    if len(rates) - 1 < SYNTHETIC_MIN_OTHERS or after_from < SYNTHETIC_MIN_BEFORE:
        return {"design": name, "refused": "few_places"}
    control = synthetic_control(rates, 0, after_from)
    gap = control.table["gap"][:after_from]
    before = rates[0, :after_from].mean()
    if before == 0 or np.sqrt((gap**2).mean()) > SYNTHETIC_FIT * before:
        return {"design": name, "refused": "poor_fit"}
    after = control.table["is_after"]
    return {
        "design": name,
        "ratio": float(
            control.table["observed"][after].mean() / control.table["synthetic"][after].mean()
        ),
        "p": control.p,
        "method": f"{control.method}, rank {control.rank} of {len(rates)}",
    }


def _as_one(side: tuple[Array, Array], reached: int) -> tuple[Array, Array]:
    """Return events and exposure with the places of the policy summed into the first row."""
    events, exposure = (np.vstack([part[:reached].sum(axis=0), part[reached:]]) for part in side)
    return events, exposure


def _placebo_areas(sides: _Sides) -> Array:
    x0, n0, x1, n1 = (part[sides.reached :].sum(axis=1) for part in (*sides.before, *sides.after))
    return placebo_groups(x0, n0, x1, n1, sides.reached)


def _rank(ratio: object, placebos: Array) -> tuple[int, int] | None:
    if not len(placebos) or not isinstance(ratio, float) or not np.isfinite(ratio):
        return None
    return placebo_rank(ratio, placebos)[:2]


def _outcomes(vintage: Vintage, measure: Measure, layer: str, policy: Policy) -> pl.DataFrame:
    """Return the first design for measures of datasets that the policy was not meant to change."""
    intended = [item for item in vintage.measures(layer) if item.id in policy.measures]
    moved = {event.dataset for item in (measure, *intended) for event in events_of(item)[:1]}
    rows = []
    for outcome in vintage.measures_by_area(layer):
        if events_of(outcome)[0].dataset in moved:
            continue
        try:
            windows = _windows(vintage, outcome, policy)
        except NoAnswer:
            continue
        if _areas(vintage, outcome, layer, policy, windows)[0] is None:
            result = _ratio(_area_sides(vintage, outcome, layer, policy, windows), outcome)
            numbers = {key: result[key] for key in list(OUTCOMES)[1:]}
            rows.append({"measure": outcome.id, **numbers})
    return pl.DataFrame(rows, schema=OUTCOMES, nan_to_null=True)
