"""calls_<year>.csv: one row per call, one file a year."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.sample.draw import (
    ISO_TIME,
    Floats,
    Ints,
    Texts,
    Times,
    blank,
    numbered,
    one_of,
    pick,
    records,
    scatter,
    seconds,
)
from data.sample.mess import account, coordinates, faults, placed, shares_of, with_spoilt
from data.sample.rates import Sample

QUEUE_S = np.array([80.0, 240.0, 900.0, 1800.0])
TRAVEL_S = np.array([330.0, 420.0, 540.0, 600.0])
"""Median seconds from received to dispatched, and on to arrived, by priority 1 to 4."""

AT_SCENE_S = 1500.0
OUTCOMES = {"RPT": 34, "ADV": 40, "ARR": 8, "GOA": 18}
CANCELED_SHARE = 0.08


def write_calls(folder: Path, sample: Sample, total: int) -> dict[str, Any]:
    """Write the yearly files and return their true values: row accounting, placing, counts.

    Months are written one by one, so that memory holds the calls of one month.
    """
    rng = np.random.default_rng([sample.seed, 3])
    rates, plan = sample.rates, sample.plan
    counts = scatter(rng, total, rates.calls)
    months = rates.days.astype("M8[M]")
    spoilt: Counter[str] = Counter()
    unplaceable: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    number = 1
    for month in np.unique(months):
        is_january = bool(month == month.astype("M8[Y]"))
        number = 1 if is_january else number
        good, point_faults = _month(
            rng, sample, rates.days[months == month], counts[months == month], number
        )
        number += good.height
        hits = shares_of(rng, good.height, plan["mess"]["calls"])
        rows = with_spoilt(rng, good, hits, " 00:00:00")
        with (folder / f"calls_{month.astype('M8[Y]')}.csv").open(
            "wb" if is_january else "ab"
        ) as file:
            rows.write_csv(file, include_header=is_january)
        spoilt.update(hits)
        unplaceable.update(point_faults[point_faults != ""].tolist())
        totals["rows"] += rows.height
        totals["unknown_type"] += good.filter(pl.col("Type Code") == "OLDX").height
        totals["crisis_team_calls"] += good.filter(pl.col("Unit Kind") == "CRT").height
    by_point = total - unplaceable.total()
    return {
        **account(totals.pop("rows"), total, spoilt, unplaceable),
        "placed": {layer: placed(total, by_point) for layer in ("neighborhood", "district")},
        **totals,
    }


def _month(
    rng: np.random.Generator, sample: Sample, days: Times, counts: Ints, first_number: int
) -> tuple[pl.DataFrame, Texts]:
    """Return a month's calls as in the file, and the fault of each call's point, if any."""
    plan, kinds = sample.plan, sample.plan["call_types"]
    at, area = records(rng, days, counts, plan["time"]["hour"])
    size = at.size
    shares, priorities, own_shares = (
        np.array(column) for column in zip(*kinds.values(), strict=True)
    )
    kind = pick(rng, shares, size)
    priority = priorities[kind]
    is_own = rng.random(size) < own_shares[kind]
    team = plan["crisis_team"]
    team_shares = np.array([team["share"].get(code, 0.0) for code in kinds])
    is_team = (at >= np.datetime64(team["from"])) & ~is_own
    is_team &= rng.random(size) < team_shares[kind]

    # an officer who starts a call is at the scene when it is received
    dispatched = at + seconds(np.where(is_own, 0, _around(rng, QUEUE_S[priority - 1], 0.6)))
    arrived = dispatched + seconds(np.where(is_own, 0, _around(rng, TRAVEL_S[priority - 1], 0.5)))
    closed = arrived + seconds(_around(rng, np.full(size, AT_SCENE_S), 0.8))
    is_canceled = ~is_own & (rng.random(size) < CANCELED_SHARE)
    arrived[is_canceled] = np.datetime64("NaT")
    outcome = one_of(rng, OUTCOMES, size)
    outcome[is_team & (rng.random(size) < 0.5)] = "REF"
    outcome[is_canceled] = "CAN"

    point_faults = faults(rng, shares_of(rng, size, plan["unplaceable"]["calls"]), size)
    block = sample.blocks.draw(rng, area)
    longitude, latitude = coordinates(sample.blocks, block, point_faults)
    good = pl.DataFrame(
        {
            "Call Number": numbered("E", at, 7, first_number),
            "Time Received": at,
            "Time Dispatched": dispatched,
            "Time Arrived": arrived,
            "Time Closed": closed,
            "Type Code": np.array(list(kinds))[kind],
            "Priority": priority.astype(np.int64),
            "Self Initiated": np.where(rng.random(size) < 0.01, "", np.where(is_own, "Y", "N")),
            "Outcome": outcome,
            "Unit Kind": np.where(is_team, "CRT", "PD"),
            "Longitude": longitude,
            "Latitude": latitude,
            "Block": sample.blocks.name[block],
        }
    )
    return good.with_columns(
        pl.col(pl.Datetime).dt.to_string(ISO_TIME),
        blank("Self Initiated"),
        DATA_NOTE=pl.lit(plan["note"]),
    ), point_faults


def _around(rng: np.random.Generator, median: Floats, spread: float) -> Floats:
    """Return lognormal waits around `median` seconds."""
    waits: Floats = median * np.exp(spread * rng.standard_normal(median.size))
    return waits
