"""Many areas together: the funnel plot of one period, and shrunken changes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from queries.change.compare import Comparison
from queries.stats.constants import FUNNEL_TAILS
from queries.stats.funnel import Funnel, funnel, limits
from queries.stats.shrinkage import shrunken_changes

PeriodName = Literal["before", "after"]


@dataclass(frozen=True)
class StandOut:
    """The funnel of areas: each area's rate in one period against the rate of all areas.

    `table` has one row per area with exposure: area_id, area, events, exposure, rate (per the
    measure's scale), expected, ratio (observed ÷ expected), low, high, outer_low, outer_high,
    category and method. `outside` is the number of areas beyond the inner limits, and `by_chance`
    the number expected if all areas were alike; `outside_outer` and `by_chance_outer` are those of
    the outer limits. `is_adjusted`: the limits are widened for overdispersion between areas.
    `is_too_few`: there are too few areas to estimate it. `lines` has the four curves of the limits:
    expected, line, kind (inner | outer) and ratio.
    """

    table: pl.DataFrame
    lines: pl.DataFrame
    target: float
    outside: int
    by_chance: float
    outside_outer: int
    by_chance_outer: float
    is_adjusted: bool
    is_too_few: bool


def stand_out(comparison: Comparison, period: PeriodName) -> StandOut:
    """Return the funnel of a comparison's areas in one of its periods."""
    scale = comparison.measure.scale
    areas = comparison.table.filter(
        (pl.col("kind") == "area") & (pl.col(f"{period}_exposure").fill_null(0) > 0)
    ).select(
        "area_id",
        "area",
        events=f"{period}_events",
        exposure=f"{period}_exposure",
        rate=f"{period}_rate",
    )
    is_share = comparison.measure.kind == "share"
    plot = funnel(areas["events"].to_numpy(), areas["exposure"].to_numpy(), is_share=is_share)
    columns = ("expected", "ratio", "low", "high", "outer_low", "outer_high", "category", "method")
    table = areas.with_columns(
        **{name: pl.Series(plot.table[name], nan_to_null=True) for name in columns}
    )
    inner, outer = FUNNEL_TAILS
    categories = table["category"]
    is_outer = categories.is_in(["far_below", "far_above"])
    return StandOut(
        table=table,
        lines=_lines(table["expected"], plot, is_share=is_share),
        target=plot.target * scale,
        outside=int((categories.is_in(["below", "above"]) | is_outer).sum()),
        by_chance=2 * inner * len(table),
        outside_outer=int(is_outer.sum()),
        by_chance_outer=2 * outer * len(table),
        is_adjusted=plot.is_adjusted,
        is_too_few=plot.is_too_few,
    )


def _lines(expected: pl.Series, plot: Funnel, *, is_share: bool) -> pl.DataFrame:
    """Return the curves of the limits over the range of the areas' expected counts."""
    defined = expected.drop_nulls()
    if defined.is_empty():
        return pl.DataFrame(schema=LINES)
    expectations = defined.to_numpy()
    first, last = max(expectations.min() / 2, 0.1), expectations.max() * 1.05
    grid = np.linspace(np.sqrt(first), np.sqrt(last), LINE_POINTS) ** 2
    total = grid / plot.target if is_share else None
    parts = []
    for kind, tail in zip(("inner", "outer"), FUNNEL_TAILS, strict=True):
        for side, ratio in zip(("low", "high"), limits(grid, tail, plot.tau2, total), strict=True):
            part = pl.DataFrame({"expected": grid, "ratio": ratio}, nan_to_null=True)
            parts.append(part.with_columns(line=pl.lit(f"{kind} {side}"), kind=pl.lit(kind)))
    return pl.concat(parts).filter(pl.col("ratio").is_not_null()).select(*LINES)


LINE_POINTS = 80
LINES = {"expected": pl.Float64, "line": pl.String, "kind": pl.String, "ratio": pl.Float64}


@dataclass(frozen=True)
class SteadiedChanges:
    """Shrunken changes: every area's ratio drawn towards the common ratio, more with fewer events.

    `table` has area_id, area, ratio (as recorded), steadied (the comparison's estimate that borrows
    strength) with steadied_low and steadied_high, largest fall first; areas without one are left
    out. `q` is Cochran's statistic on `df` degrees of
    freedom with its `p`, and `tau2` the variance between areas.
    """

    table: pl.DataFrame
    mean_ratio: float
    q: float
    df: int
    p: float
    tau2: float

    @property
    def is_same(self) -> bool:
        """Whether there is no evidence that areas changed differently."""
        return self.tau2 == 0


def steadied_changes(comparison: Comparison) -> SteadiedChanges:
    """Return the shrunken changes of a comparison's areas.

    They are for ranking and colour; the evidence is the exact range of each area.
    """
    areas = comparison.table.filter(
        (pl.col("kind") == "area")
        & pl.col("incomparable").is_null()
        & pl.col("verdict").is_not_null()
    )
    changes = shrunken_changes(
        areas["before_events"].to_numpy(),
        areas["before_exposure"].to_numpy(),
        areas["after_events"].to_numpy(),
        areas["after_exposure"].to_numpy(),
        np.array(areas["dispersion"].fill_null(1.0).to_numpy()),
    )
    table = areas.select(
        "area_id",
        "area",
        "ratio",
        "steadied",
        "steadied_low",
        "steadied_high",
    )
    return SteadiedChanges(
        table=table.filter(pl.col("steadied").is_not_null()).sort("steadied"),
        mean_ratio=changes.mean_ratio,
        q=changes.q,
        df=changes.df,
        p=changes.p,
        tau2=changes.tau2,
    )
