"""What residents say: the values of surveys, and their change around a policy.

They are never mixed with counts of records: nobody is counted here, people were asked.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from queries.declared import dictionary
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.windows import Windows, around_policy
from queries.stats import Array, Table
from queries.stats.constants import ALPHA
from queries.stats.surveys import Change, change, ranges
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

EVERYONE = pl.col("group_kind") == "all"

PLACES = {topic: place for place, topic in enumerate(dictionary.vocabulary("survey_topic"))}
"""The topics, each with its place on the pages."""

ASKED = ("topic", "question", "statistic", "scale_from", "scale_to")
"""What values must share to be set side by side."""

OVERLAP = "overlap"
"""Why there is no verdict where periods overlap: the same people may be in several of them."""


@dataclass(frozen=True)
class SurveyChange:
    """The change of one question's values around a policy.

    `before` and `after` are the values in the windows, with columns as `values` has them; `change`
    compares their means. `reason` is why there is no verdict, one of
    queries.stats.surveys.NO_RANGE, OVERLAP, or "".
    """

    windows: Windows
    before: pl.DataFrame
    after: pl.DataFrame
    change: Change
    reason: str


def has_surveys(vintage: Vintage) -> bool:
    """Return whether a vintage holds values of surveys; one of an earlier release has no table."""
    return vintage.manifest.tables.get("surveys", 0) > 0


@once_per_vintage
def values(vintage: Vintage) -> pl.DataFrame:
    """Return all values, by topic and period, with low, high and reason of their ranges.

    low and high are null where there is no range. Columns as in sql/pages/surveys.sql, which asks
    a table of the vintage. Raises NoAnswer where the vintage holds no survey.
    """
    if not has_surveys(vintage):
        raise NoAnswer("no_surveys")
    table = with_ranges(vintage.ask("surveys"), ALPHA)
    return table.sort(pl.col("topic").replace_strict(PLACES), maintain_order=True)


def with_ranges(table: pl.DataFrame, alpha: float) -> pl.DataFrame:
    """Return values with the low, high and reason of their ranges of level 1 - alpha."""
    n, spread, effect, margin = (
        _numbers(table[name]) for name in ("n", "standard_deviation", "design_effect", "margin")
    )
    scale = table["scale_from"], table["scale_to"]
    is_share = table["statistic"] == "share"
    found = ranges(table["value"], is_share, scale, n, spread, effect, margin, alpha)
    return table.with_columns(
        *(pl.Series(name, found[name]).fill_nan(None) for name in ("low", "high")),
        pl.Series("reason", found["reason"], dtype=pl.String),
    )


def asked(vintage: Vintage, layer: str | None = None, area: str | None = None) -> pl.DataFrame:
    """Return the values of everyone asked in an area of a layer, or in the whole city.

    An area that no survey asked about has no rows.
    """
    table = values(vintage).filter(EVERYONE)
    if area is None:
        return table.filter(pl.col("place_kind") == "city")
    return table.filter(pl.col("layer") == layer, pl.col("area_id") == area)


def changes(table: pl.DataFrame, policy: Policy) -> list[tuple[str, SurveyChange | NoAnswer]]:
    """Return topic and change of each question of `table`, rows of one place, around a policy.

    The windows are those of records dated by month: whole years on both sides, at most two, and a
    period counts that lies in one of them whole. A question with less than a year of surveys on a
    side, or no survey in a window, has a NoAnswer. Verdicts are at ALPHA for all questions
    together (Bonferroni), as are the ranges of the differences. They are of samples drawn apart, so
    where periods of a side overlap there is neither.
    """
    questions = table.partition_by(*ASKED, maintain_order=True)
    return [
        (part["topic"][0], _changed(part, policy, ALPHA / len(questions))) for part in questions
    ]


def _changed(table: pl.DataFrame, policy: Policy, alpha: float) -> SurveyChange | NoAnswer:
    span = min(table["starts_on"].to_list()), max(table["ends_on"].to_list())
    too_short = NoAnswer("too_short", first=span[0], last=span[1], policy=policy.effective_on)
    try:
        windows = around_policy(policy, span, by_month=True)
    except NoAnswer:
        return too_short
    before, after = (
        with_ranges(
            table.filter(pl.col("starts_on") >= first, pl.col("ends_on") <= last).drop(
                "low", "high", "reason"
            ),
            alpha,
        )
        for first, last in windows.periods
    )
    if before.is_empty() or after.is_empty():
        return too_short
    reasons = [reason for reason in (*before["reason"], *after["reason"]) if reason]
    found = change(_side(before), _side(after), alpha)
    if not reasons and (_overlap(before) or _overlap(after)):
        reasons = [OVERLAP]
        found = replace(found, low=np.nan, high=np.nan, verdict="")
    return SurveyChange(windows, before, after, found, reasons[0] if reasons else "")


def _overlap(table: pl.DataFrame) -> bool:
    """Return whether a source asked twice about a day: in periods that overlap, or that are one."""
    by_start = table.sort("starts_on", "ends_on")
    ends_before = pl.col("ends_on").shift(1).over("source")
    return not by_start.filter(pl.col("starts_on") <= ends_before).is_empty()


def _side(table: pl.DataFrame) -> Table:
    return {name: _numbers(table[name]) for name in ("value", "low", "high")}


def _numbers(column: pl.Series) -> Array:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
