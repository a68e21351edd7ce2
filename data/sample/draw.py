"""Draws records from rates, and writes values in the formats of the sample city's portal."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Times = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.str_]
Flags = npt.NDArray[np.bool_]

ISO_TIME = "%Y-%m-%d %H:%M:%S"
SECONDS_A_DAY = 86_400


def scatter(rng: np.random.Generator, total: int, weights: Floats) -> Ints:
    """Return the number of `total` records in each cell of `weights`, in the same shape."""
    flat = weights.ravel()
    counts: Ints = rng.multinomial(total, flat / flat.sum()).reshape(weights.shape)
    return counts


def records(
    rng: np.random.Generator, days: Times, counts: Ints, hours: Sequence[float]
) -> tuple[Times, Ints]:
    """Return the time (to the second) and the column of every record in `counts`, by time.

    `counts` is day × column; `hours` weighs the 24 hours of a day.
    """
    rows, columns = np.indices(counts.shape)
    day, column = np.repeat(rows, counts.ravel()), np.repeat(columns, counts.ravel())
    second = pick(rng, hours, day.size) * 3600 + rng.integers(3600, size=day.size)
    order = np.argsort(day * SECONDS_A_DAY + second, kind="stable")
    midnight: Times = days[day[order]].astype("M8[ms]")
    return midnight + seconds(second[order]), column[order]


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Return `size` positions in `weights`, drawn with these weights."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    positions: Ints = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return positions


def one_of(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> Texts:
    """Return `size` words, drawn with these weights."""
    return np.array(list(weights))[pick(rng, list(weights.values()), size)]


def members(counts: Ints) -> tuple[Ints, Ints]:
    """Return the group of each member, and its position there from 0, for groups of `counts`."""
    group = np.repeat(np.arange(counts.size), counts)
    return group, np.arange(group.size) - np.repeat(np.cumsum(counts) - counts, counts)


def seconds(count: npt.NDArray[Any]) -> npt.NDArray[np.timedelta64]:
    """Return whole seconds as durations, in the unit that polars reads."""
    return (count.astype(np.int64) * 1000).astype("m8[ms]")


def yes(is_so: Flags) -> Texts:
    """Return Yes or No."""
    return np.where(is_so, "Yes", "No")


def numbered(prefix: str, at: Times, digits: int, first: int = 1) -> pl.Series:
    """Return ids such as RV16-00001, counted from `first` each year; `at` is in order of time."""
    year = at.astype("M8[Y]")
    number = np.arange(at.size) - np.searchsorted(year, year) + first
    return pl.DataFrame({"year": year.astype(int) - 30, "number": number}).select(
        pl.concat_str(
            pl.lit(prefix),
            pl.col("year").cast(pl.String).str.zfill(2),
            pl.lit("-"),
            pl.col("number").cast(pl.String).str.zfill(digits),
        )
    )[:, 0]


def written(at: Times, early: str, late: str, change: object) -> pl.Series:
    """Return times in the portal's early format before the day of `change`, then in its late one.

    A missing time (NaT) is empty.
    """
    time = pl.col("at").dt
    is_early = pl.Series(at < np.datetime64(str(change)))
    return pl.DataFrame({"at": at}).select(
        pl.when(is_early).then(time.to_string(early)).otherwise(time.to_string(late))
    )[:, 0]


def blank(column: str) -> pl.Expr:
    """Return the column with empty text as an empty cell, which CSV writes without quotes."""
    return pl.col(column).replace("", None)
