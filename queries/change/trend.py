"""The trend around a policy: the city's months and their counterfactual without the policy.

An interrupted time series on the months of queries.grid.series;
docs/decisions/2026-11-time-series.md gives the reasons.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.change.cautions import cautions_of
from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.grid.windows import Windows, transition_of, whole_months
from queries.stats.constants import PANDEMIC_FROM, SERIES_MIN_AFTER, SERIES_MIN_BEFORE
from queries.stats.monthly_series import Series, before_pandemic, series
from queries.stats.placebo import placebo_dates, placebo_rank
from queries.stats.time_series import LevelChange, NotFitted, level_change
from queries.texts import Text
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes


@dataclass(frozen=True)
class Trend:
    """A trend with its windows, cautions, models and table.

    `table` has one row per month, from the first of the series to the last on record: month, phase
    (before | transition | after), events, exposure, rate, expected, counterfactual, low, high (of
    the counterfactual), is_used (by the main model), is_provisional and is_jump. rate and the four
    columns after it are per the measure's scale, or per month for a measure without a denominator;
    undefined values are null. `main` is the main model, or None for `reason`: a reason of
    NotFitted, recording or over_whole. `with_pandemic` is the model with the months from
    PANDEMIC_FROM on, if `main` ends before them. `placebos` has month, ratio, low and high of the
    same model at every other date before the transition. `rank` is the rank of the main ratio by
    size among the placebos and itself, and their number; None without placebos. `breaks` are the
    policies whose break in recording ends the series or rules out a model.
    """

    city: str
    vintage: str
    measure: Measure
    unit: str
    policy: Policy | None
    on: dt.date
    transition: DateRange
    windows: Windows
    cautions: list[tuple[str, Text]]
    breaks: list[Policy]
    table: pl.DataFrame
    main: LevelChange | None
    with_pandemic: LevelChange | None
    reason: str | None
    placebos: pl.DataFrame
    rank: tuple[int, int] | None


def level(model: LevelChange, measure: Measure) -> tuple[float, float, float, float]:
    """Return the observed level after the change, and the counterfactual with its low and high.

    Levels are per the measure's scale, or per month for a measure without a denominator. Over the
    months after the change the fitted total equals the observed one, so the counterfactual is the
    observed level ÷ ratio.
    """
    table = model.table
    is_used = (table["phase"] == "after") & np.isfinite(table["events"]) & (table["exposure"] > 0)
    at_risk = is_used.sum() if measure.denominator == "none" else table["exposure"][is_used].sum()
    observed = float(table["events"][is_used].sum() / at_risk * measure.scale)
    expected, low, high = (observed / bound for bound in (model.ratio, model.high, model.low))
    return observed, expected, low, min(high, measure.scale) if measure.kind == "share" else high


@once_per_vintage
def trend(
    vintage: Vintage,
    measure_id: str,
    layer_id: str | None = None,
    policy_id: str | None = None,
    *,
    on: dt.date | None = None,
) -> Trend:
    """Return the trend of the whole city around a policy or around the day `on`.

    The transition is widened to whole months. The series ends at gaps and at breaks in recording;
    provisional months are shown but not used. Residents are the sum over the layer's areas. Raises
    NoAnswer where the measure is not supported, no date is given or a side has no month.
    """
    layer = vintage.layer(layer_id).id
    measure = vintage.measure(measure_id, layer)
    policy = vintage.policy(policy_id) if policy_id else None
    day = policy.effective_on if policy else on
    if day is None:
        raise NoAnswer("no_date")
    transition = whole_months(*(transition_of(policy) if policy else (day, day)))
    widest = _whole(vintage.stretch(measure, day))
    if not widest[0] < transition[0] or not transition[1] < widest[1]:
        first, last = vintage.span(measure)
        raise NoAnswer("too_short", first=first, last=last, policy=day)
    breaks, reach, is_blocked = _unbroken(vintage, measure, transition, widest)
    months = monthly(vintage, measure.id, layer)
    observed = _series(months, transition, widest if is_blocked else reach)
    main, later, reason = (None, None, "recording") if is_blocked else _models(observed, measure)
    ends = (observed.months[0].astype(dt.date), observed.months[-1].astype(dt.date))
    windows = Windows(
        before_from=ends[0],
        before_to=transition[0] - dt.timedelta(days=1),
        after_from=transition[1],
        after_to=add_months(ends[1], 1) - dt.timedelta(days=1),
    )
    dates = pl.DataFrame(schema=PLACEBOS) if main is None else _placebos(observed)
    codes = [
        *(["own_date"] if policy is None else []),
        *(["policy_in_areas"] if policy and policy.scope == "areas" else []),
    ]
    return Trend(
        city=vintage.city_id,
        vintage=vintage.vintage,
        measure=measure,
        unit=vintage.unit(measure),
        policy=policy,
        on=day,
        transition=transition,
        windows=windows,
        cautions=cautions_of(vintage, measure, windows, None, codes),
        breaks=breaks if is_blocked else _at_ends(breaks, windows),
        table=_table(months.filter(pl.col("month") >= ends[0]), transition, measure, main),
        main=main,
        with_pandemic=later,
        reason=reason,
        placebos=dates,
        rank=placebo_rank(main.ratio, dates["ratio"].to_numpy())[:2]
        if main and len(dates)
        else None,
    )


PLACEBOS = {"month": pl.Date, "ratio": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def _whole(span: DateRange) -> DateRange:
    """Return the first day of the first whole month of a span and the day after its last one."""
    first, last = span[0], span[1] + dt.timedelta(days=1)
    return (first if first.day == 1 else add_months(first.replace(day=1), 1)), last.replace(day=1)


def _unbroken(
    vintage: Vintage, measure: Measure, transition: DateRange, widest: DateRange
) -> tuple[list[Policy], DateRange, bool]:
    """Return the breaks in recording, the months between them, and whether they rule out a model.

    A break inside the transition rules out a model, and so do breaks that leave too few months.
    """
    breaks: list[Policy] = []
    first, last = widest
    for policy in recording_changes(vintage, datasets_of(measure), first, last, BREAKS):
        since = policy.recorded_from
        if not first < since < last:
            continue
        if transition[0] <= since <= transition[1]:
            return [policy], widest, True
        breaks = [*(earlier for earlier in breaks if transition[1] < since), policy]
        if since > transition[1]:
            last = since.replace(day=1)
            break
        first = since if since.day == 1 else add_months(since.replace(day=1), 1)
    is_short = _between(first, transition[0]) < SERIES_MIN_BEFORE <= _between(
        widest[0], transition[0]
    ) or (_between(transition[1], last) < SERIES_MIN_AFTER <= _between(transition[1], widest[1]))
    return breaks, (first, last), is_short


def _at_ends(breaks: list[Policy], windows: Windows) -> list[Policy]:
    """Return the breaks at which the series really ends."""
    ends = (add_months(windows.before_from, -1), windows.before_from)
    return [
        policy
        for policy in breaks
        for since in [policy.recorded_from]
        if ends[0] < since <= ends[1]
        or since.replace(day=1) == windows.after_to + dt.timedelta(days=1)
    ]


def _between(first: dt.date, last: dt.date) -> int:
    """Return the number of months between two months."""
    return (last.year - first.year) * 12 + last.month - first.month


def _series(months: pl.DataFrame, transition: DateRange, reach: DateRange) -> Series:
    """Return the settled months inside `reach`; months without records or exposure are nan."""
    settled = months.filter(
        (pl.col("month") >= reach[0]) & (pl.col("month") < reach[1]) & ~pl.col("is_provisional")
    )
    events, exposure = (
        settled[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in ("events", "exposure")
    )
    return series(
        settled["month"].to_numpy(),
        events,
        exposure,
        transition_from=transition[0],
        after_from=transition[1],
    )


def _models(
    observed: Series, measure: Measure
) -> tuple[LevelChange | None, LevelChange | None, str | None]:
    """Return the main model, the model with later months, and the reason if there is no main model.

    The main model ends before PANDEMIC_FROM if that leaves enough months.
    """
    whole = _fit(observed, measure)
    if observed.months[-1] < np.datetime64(PANDEMIC_FROM):
        return (whole, None, None) if isinstance(whole, LevelChange) else (None, None, whole)
    early = _fit(before_pandemic(observed), measure)
    later = whole if isinstance(whole, LevelChange) else None
    if isinstance(early, LevelChange):
        return early, later, None
    return later, None, whole if isinstance(whole, str) else None


def _fit(observed: Series, measure: Measure) -> LevelChange | str:
    model = level_change(observed)
    if isinstance(model, NotFitted):
        return model.reason
    # a log-linear model of a share has no upper bound; a counterfactual above 1 is invalid
    table = model.table
    if measure.kind == "share" and (table["counterfactual"] > table["exposure"]).any():
        return "over_whole"
    return model


def _table(
    months: pl.DataFrame, transition: DateRange, measure: Measure, main: LevelChange | None
) -> pl.DataFrame:
    month = pl.col("month")
    counts = months.select(
        "month",
        pl.when(month < transition[0])
        .then(pl.lit("before"))
        .when(month < transition[1])
        .then(pl.lit("transition"))
        .otherwise(pl.lit("after"))
        .alias("phase"),
        "events",
        "exposure",
        "is_provisional",
        "is_jump",
    )
    columns = ("expected", "counterfactual", "counterfactual_low", "counterfactual_high")
    empty = {"month": pl.Date, **dict.fromkeys(columns, pl.Float64)}
    fitted = (
        pl.DataFrame(
            {
                "month": main.table["month"].astype("datetime64[D]"),
                **{name: main.table[name] for name in columns},
            },
            schema_overrides=empty,
            nan_to_null=True,
        )
        if main
        else pl.DataFrame(schema=empty)
    )
    joined = counts.join(fitted, on="month", how="left", maintain_order="left")
    factor = pl.lit(1.0) if measure.denominator == "none" else measure.scale / pl.col("exposure")
    highest = pl.col("counterfactual_high") * factor
    if measure.kind == "share":
        highest = pl.min_horizontal(highest, pl.lit(float(measure.scale)))
    is_rated = pl.col("exposure") > 0
    return joined.select(
        "month",
        "phase",
        "events",
        "exposure",
        rate=pl.when(is_rated).then(pl.col("events") * factor),
        expected=pl.when(is_rated).then(pl.col("expected") * factor),
        counterfactual=pl.when(is_rated).then(pl.col("counterfactual") * factor),
        low=pl.when(is_rated).then(pl.col("counterfactual_low") * factor),
        high=pl.when(is_rated).then(highest),
        is_used=pl.col("expected").is_not_null()
        & is_rated
        & pl.col("events").is_not_null()
        & (pl.col("phase") != "transition"),
        is_provisional="is_provisional",
        is_jump="is_jump",
    )


def _placebos(observed: Series) -> pl.DataFrame:
    placebos = placebo_dates(observed)
    return pl.DataFrame(
        {
            "month": placebos["month"].astype("datetime64[D]"),
            **{name: placebos[name] for name in ("ratio", "low", "high")},
        },
        schema_overrides=PLACEBOS,
        nan_to_null=True,
    ).drop_nulls()
