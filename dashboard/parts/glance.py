"""A verdict at a glance, for a card or a row of a table: central figure, range, small line."""

import datetime as dt
import math
from typing import Any

import polars as pl

from dashboard.charts import VERDICT_MARKS
from dashboard.charts.small import on_scale, small_line
from dashboard.words import NO_BREAK, Words
from dashboard.words.changes import TIMES_FROM, kind_of, range_end, share
from dashboard.words.sentences import PER, per_phrase, readable
from queries.change.compare import Comparison
from queries.stats.verdicts import CLEAR

TONES = {"fell": "less", "fell_a_little": "less", "rose": "more", "rose_a_little": "more"}
"""The colour of a verdict, by token (dashboard/tokens.py); all others are neutral."""

NEUTRAL = "neutral"

QUARTER = 3
LINE_QUARTERS = 20
"""A small line shows five years: single months of one area are mostly noise."""


def glance(
    row: dict[str, Any],
    city: dict[str, Any] | None,
    comparison: Comparison,
    months: pl.DataFrame,
    words: Words,
) -> dict[str, Any]:
    """Return what the templates of a card and of a table show of a row of a worded comparison.

    `city` is the row of the whole city, to be marked beside an area's range. `months` is
    queries.grid.series.monthly of the row's area. Without a range `low` is None.
    """
    measure = comparison.measure
    has_range = None not in (row["ratio"], row["ratio_low"], row["ratio_high"])
    is_compared = has_range and row["verdict"] != "not_comparable"
    quarters = by_quarter(months, measure.scale)
    return {
        "measure": words.say(measure.name),
        "tone": tone(row["verdict"]),
        "verdict": label(row["verdict"], words),
        "large": central(row, words),
        "range_words": range_words(row, comparison, words) if is_compared else "",
        "low": on_scale(row["ratio_low"]) if is_compared else None,
        "high": on_scale(row["ratio_high"]) if is_compared else None,
        "middle": on_scale(row["ratio"]) if is_compared else None,
        "city": on_scale(city["ratio"]) if is_compared and city and city["ratio"] else None,
        "range_alt": range_words(row, comparison, words) if is_compared else "",
        "line": small_line(quarters, None if comparison.has_given_periods else date_of(comparison)),
        "line_alt": _line_alt(quarters, words),
        **_rates(row, comparison, words),
    }


def tone(verdict: str | None) -> str:
    """Return the colour of a verdict: less, more or neutral."""
    return TONES.get(verdict or "", NEUTRAL)


def label(verdict: str | None, words: Words) -> str:
    """Return a verdict as a word behind its mark: ▼ fell."""
    return f"{VERDICT_MARKS.get(verdict or '', '')} {words.verdict(verdict)}".strip()


def central(row: dict[str, Any], words: Words) -> str:
    """Return the central figure of a clear verdict: −29 %, +40 %, × 2.4; empty for others.

    A figure that the data leave open would be read as known if it stood large.
    """
    ratio = row["ratio"]
    if row["verdict"] not in CLEAR or not ratio or not row["after_events"] or math.isinf(ratio):
        return ""
    return signed(ratio, words)


def signed(ratio: float, words: Words) -> str:
    """Return a ratio as a signed change: −29 %, +40 %, × 2.4."""
    if ratio >= TIMES_FROM:
        return f"×{NO_BREAK}{words.number(ratio, 1)}"
    return f"{'−' if ratio < 1 else '+'}{share(abs(1 - ratio))}"


def range_words(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return the range of a row's change in words, from the fall to the rise."""
    kind = kind_of(comparison)
    ends = {name: range_end(row[f"ratio_{name}"], kind, words) for name in ("low", "high")}
    return words.text("glance.range", **ends)


def by_quarter(months: pl.DataFrame, scale: float) -> list[tuple[dt.date, float | None]]:
    """Return the first day and the rate of the last settled quarters, oldest first.

    A quarter is three months, the last one ends with the last settled month. It has no rate if
    one of its months lies in a gap, or if it has no exposure.
    """
    settled = months.filter(~pl.col("is_provisional"))
    n = min(len(settled) // QUARTER, LINE_QUARTERS)
    last = settled.tail(n * QUARTER)
    points: list[tuple[dt.date, float | None]] = []
    for at in range(0, len(last), QUARTER):
        quarter = last.slice(at, QUARTER)
        exposure = float(quarter["exposure"].sum() or 0)
        is_known = not quarter["events"].null_count() and exposure > 0
        rate = float(quarter["events"].sum()) / exposure * scale if is_known else None
        points.append((quarter["month"][0], rate))
    return points


def date_of(comparison: Comparison) -> dt.date:
    """Return the day around which a comparison stands."""
    return comparison.policy.effective_on if comparison.policy else comparison.windows.after_from


def _line_alt(quarters: list[tuple[dt.date, float | None]], words: Words) -> str:
    values = [value for _, value in quarters if value is not None]
    if not values:
        return words.text("glance.no_line")
    return words.text(
        "glance.line",
        first=words.month(quarters[0][0]),
        last=words.month(quarters[-1][0]),
        low=words.rate(min(values)),
        high=words.rate(max(values)),
        end=words.rate(values[-1]),
    )


def _rates(row: dict[str, Any], comparison: Comparison, words: Words) -> dict[str, str]:
    """Return the rates before → after and now, all on one scale, and that scale in words."""
    measure = comparison.measure
    rates = [row[f"{period}_rate"] for period in ("before", "after", "latest")]
    known = [rate for rate in rates if rate is not None]
    is_plain = PER.get(measure.denominator) == "per.none"
    factor = 1 if is_plain or not known else readable(*known)
    before, after, latest = ("–" if rate is None else words.rate(rate * factor) for rate in rates)
    return {
        "rates": f"{before} → {after}",
        "now": latest,
        "per": per_phrase(measure, words, factor),
    }
