"""Rates of records in the sample city by day and area, calculated from the plan alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from data.sample.ground import Blocks

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rates:
    """Expected records by day × area, up to a factor: only the proportions matter.

    Records that have not arrived yet are excluded. `show_of_force` are the reports added by the
    wider recording.
    """

    days: Days
    calls: Floats
    force: Floats
    show_of_force: Floats
    complaints: Floats


@dataclass(frozen=True)
class Sample:
    """The input of the writers of raw files: the plan, its rates, the blocks, the seed."""

    plan: dict[str, Any]
    rates: Rates
    blocks: Blocks
    seed: int

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return one value per neighborhood of the plan."""
        return np.array([area[name] for area in self.plan["neighborhoods"]])


def rates(plan: dict[str, Any]) -> Rates:
    """Return the expected records of every day and area that the plan describes."""
    time, areas = plan["time"], plan["neighborhoods"]
    days = np.arange(plan["first_day"], plan["last_day"] + np.timedelta64(1, "D"), dtype="M8[D]")
    since = (days - days[0]).astype(int)
    season = np.cos(2 * np.pi * (since - time["season_peak_day"]) / 365.25)
    weekday = (days.astype(int) + 3) % 7  # day 0 of numpy's calendar was a Thursday
    dip = between(days, time["dip"]["from"], time["dip"]["to"])
    daily = (
        time["trend_per_year"] ** (since / 365.25)
        * (1 + time["season_size"] * season)
        * np.array(time["weekday"])[weekday]
        * np.where(dip, time["dip"]["factor"], 1)
    )
    activity = np.array([area["activity"] for area in areas])
    risk = np.array([area["risk"] for area in areas])
    ratio = np.array([area["ratio"] for area in areas])
    policy, widened = plan["deescalation"], plan["show_of_force"]
    training = np.array([policy["training_from"], policy["effective_on"]], dtype="M8[D]")
    trained = np.interp(days.astype(float), training.astype(float), [0, 1])
    force = np.outer(daily * (1 + time["force_season_size"] * season), activity * risk)
    force *= 1 + np.outer(trained, ratio - 1)
    force *= _arrived(days, plan["late"]["force"])
    added = np.where(days >= np.datetime64(widened["effective_on"]), widened["added"], 0)
    mediators = plan["mediators"]
    is_since = days >= np.datetime64(mediators["effective_on"])
    is_there = np.isin([area["id"] for area in areas], mediators["areas"])
    mediated = np.where(np.outer(is_since, is_there), mediators["ratio"], 1.0)
    return Rates(
        days=days,
        calls=np.outer(daily, activity) * _arrived(days, plan["late"]["calls"]),
        force=force,
        show_of_force=force * added[:, None],
        complaints=np.outer(daily, activity * np.sqrt(risk))
        * mediated
        * _arrived(days, plan["late"]["complaints"]),
    )


def between(days: Days, first: object, last: object) -> Flags:
    """Return which days lie between two dates, both included."""
    inside: Flags = (days >= np.datetime64(str(first))) & (days <= np.datetime64(str(last)))
    return inside


def _arrived(days: Days, shares: list[float]) -> Floats:
    """Return the share of each day's records that have arrived, as a column (days × 1)."""
    months_ago = (days[-1].astype("M8[M]") - days.astype("M8[M]")).astype(int)
    by_months_ago = np.array([*shares[::-1], 1.0])
    column: Floats = by_months_ago[np.minimum(months_ago, len(shares))][:, None]
    return column
