"""What the pages would say of made-up cities: the change and its range, verdicts, other dates."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulation.draws import MONTHS, Cell, counts, levels, windows
from queries.declared.measures import measures
from queries.stats import Array
from queries.stats.comparison import compared
from queries.stats.months import Record
from queries.stats.multiplicity import q_values
from queries.stats.other_dates import other_dates
from queries.stats.scatter import scatter
from queries.stats.steadied import shared_variance, steadied_changes
from queries.stats.verdicts import verdicts

CITIES = {1: 300, 30: 150, 80: 60}
"""Made-up cities of a cell, by number of areas; 1 is the whole city."""

MEASURE = {"rate": "force", "share": "force_person_injured"}
"""Whose smallest change that matters is used."""

NAMED = ("fell", "fell_a_little", "rose", "rose_a_little")

EXTREME = 0.2
"""The part of the areas, those with the largest changes, that is looked at by itself."""

LONG = 240
"""Months of record from which the second answer is studied."""


def look(cell: Cell, cities: int, rng: np.random.Generator) -> Cell:
    """Return the shares of looks with each answer.

    `ratio_covered`: the range holds the true ratio; `rate_covered`: likewise of the rate before.
    `steadied_covered` and `extreme_covered`: likewise of the steadied change, over all areas and
    over the fifth whose own changes are the largest. `any_named`: cities without a change with any
    area called fallen or risen. `named`: unchanged areas so called. `called`: areas that fell, so
    called.
    """
    record_months = cell["record_months"]
    before, after = windows(record_months)
    events, exposure = counts(rng, cell, cities)
    records = [
        Record(city, at_risk, 0, before, after, is_share=cell["what"] == "share")
        for city, at_risk in zip(events, exposure, strict=True)
    ]
    inflation = np.array([scatter(record).inflation for record in records])
    totals = tuple(
        part[:, :, window].sum(axis=2) for window in (before, after) for part in (events, exposure)
    )
    x0, n0, x1, n1 = (total.ravel() for total in totals)
    table = compared((x0, n0, x1, n1), inflation.ravel(), (MONTHS, MONTHS), kind=cell["what"])
    low, high = table["ratio_low"], table["ratio_high"]
    p = table["p"].reshape(cities, -1)
    # a city stands alone: its p is its q
    q = np.array([q_values(city) for city in p])
    matters = measures()[MEASURE[cell["what"]]].matters
    verdict = verdicts(
        x0,
        x1,
        table["ratio"],
        low,
        high,
        q.ravel(),
        table["detectable_fall"],
        table["detectable_by_chance"],
        matters=matters.citywide if cell["areas"] == 1 else matters.area,
        is_breaking=np.zeros(len(x0), bool),
    ).reshape(cities, -1)
    level = levels(cell)
    rate = level[:, before].sum(axis=1) / exposure[0][:, before].sum(axis=1)
    truth = level[:, after].sum(axis=1) / level[:, before].sum(axis=1)
    is_defined = np.isfinite(low) & ~np.isnan(high)
    rates = np.tile(rate, cities)
    answers = {
        "looks": len(x0),
        "defined": float(is_defined.mean()),
        "ratio_covered": _covered(low, high, np.tile(truth, cities)),
        "rate_covered": _covered(table["before_low"], table["before_high"], rates),
    }
    if cell["areas"] > 1:
        answers |= _steadied(totals, inflation, truth, records)
    answers |= _named(cell, verdict)
    if record_months >= LONG:
        second = np.array([other_dates(record).answer for record in records])
        for answer in ("stands_out", "does_not_stand_out", "too_short"):
            answers[answer] = float((second == answer).mean())
    return answers


def _named(cell: Cell, verdict: NDArray[np.str_]) -> Cell:
    """Return how often areas are named rightly and wrongly; a trend leaves none unchanged."""
    if cell["scenario"] == "trending":
        return {}
    is_changed = np.zeros(verdict.shape[1], bool)
    is_changed[::2] = cell["ratio"] != 1
    is_named = np.isin(verdict, NAMED)
    answers = {}
    if (~is_changed).any():
        answers["named"] = float(is_named[:, ~is_changed].mean())
    if not is_changed.any():
        answers["any_named"] = float(is_named.any(axis=1).mean())
    else:
        has_fallen = np.isin(verdict, ("fell", "fell_a_little"))
        answers["called"] = float(has_fallen[:, is_changed].mean())
    return answers


def _steadied(
    totals: tuple[Array, ...], inflation: Array, truth: Array, records: list[Record]
) -> Cell:
    """Return the coverage of the steadied changes, as queries/change/compare.py asks for them."""
    x0, n0, x1, n1 = totals
    change = np.where(x0 + x1 > 0, np.log((x1 + 0.5) / n1) - np.log((x0 + 0.5) / n0), np.nan)
    variance = inflation * (1 / (x0 + 0.5) + 1 / (x1 + 0.5))
    shared = [
        shared_variance(_city_variance(record, *events), sum(events), city)
        for record, events, city in zip(records, zip(x0, x1, strict=True), variance, strict=True)
    ]
    tables = [steadied_changes(*city) for city in zip(change, variance, shared, strict=True)]
    low, high = (np.array([table[name] for table in tables]) for name in ("low", "high"))
    away = np.nan_to_num(np.abs(change - np.nanmedian(change, axis=1, keepdims=True)))
    count = round(EXTREME * change.shape[1])
    is_extreme = np.argsort(np.argsort(-away, axis=1), axis=1) < count
    truths = np.broadcast_to(truth, low.shape)
    return {
        "steadied_covered": _covered(low.ravel(), high.ravel(), truths.ravel()),
        "extreme_covered": _covered(low[is_extreme], high[is_extreme], truths[is_extreme]),
    }


def _city_variance(record: Record, before: Array, after: Array) -> float:
    """Return the variance of the log ratio of all areas together."""
    city = Record(
        record.events.sum(axis=0, keepdims=True),
        record.exposure.sum(axis=0, keepdims=True),
        record.first,
        record.is_before,
        record.is_after,
        record.is_share,
    )
    chance = 1 / (before.sum() + 0.5) + 1 / (after.sum() + 0.5)
    return float(scatter(city).inflation[0] * chance)


def _covered(low: Array, high: Array, truth: Array) -> float:
    """Return the share of the ranges that hold the truth, of those that are defined."""
    is_defined = np.isfinite(low) & ~np.isnan(high)
    if not is_defined.any():
        return float("nan")
    return float(((low <= truth) & (truth <= high))[is_defined].mean())
