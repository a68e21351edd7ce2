"""The first answer of a verdict, how much a measure changed: the central figure, then its range."""

import math
from typing import Any

from dashboard.words import Words, capital, in_percent
from queries.change.compare import Comparison
from queries.stats.verdicts import CLEAR

TIMES_FROM = 2.0
"""From this ratio on, a rise is written as a factor ("2.4 times as many"), not in percent."""

LEAST_SAID = 0.0005
"""A smaller change is written as none."""

BLIND = ("too_few_to_tell", "varies_too_much")
"""Verdicts that add how large a fall would have been seen."""

PARTS = {
    "tenth": 1 / 10,
    "fifth": 1 / 5,
    "quarter": 1 / 4,
    "third": 1 / 3,
    "two_fifths": 2 / 5,
    "half": 1 / 2,
    "three_fifths": 3 / 5,
    "two_thirds": 2 / 3,
    "three_quarters": 3 / 4,
}
"""Parts that a change is rounded to in words."""

MOST_FALLEN = {"nine_tenths": 9 / 10}
"""A fall, not a rise, is rounded to this part as well."""

NEAR = 0.035
"""A change is rounded only to a part that is so near: 31 % are about a third, 29 % are no part."""

LEAST_ROUNDED = 0.075
"""A smaller change is no tenth, though it is near one."""


def change_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return the change of a row with its range and, where the verdict needs one, a remark.

    Nothing in percent is said of a change from zero. Empty if no ratio is defined.
    """
    before, after = row["before_events"], row["after_events"]
    if before + after == 0:
        # of no record is it known whether it is one of these: nothing was seen, not even zero
        is_unknown = row["before_exposure"] == row["after_exposure"] == 0
        return words.text(f"seen.too_few_to_tell.{'unknown' if is_unknown else 'zero'}")
    if before == 0:
        sentence = words.text("change.from_zero", after=words.number(after))
        is_clear = row["verdict"] in CLEAR
        return f"{sentence} {words.text('change.seldom')}" if is_clear else sentence
    ratio, low, high = row["ratio"], row["ratio_low"], row["ratio_high"]
    if ratio is None or low is None or high is None:
        return _seen(row, words)
    kind = kind_of(comparison)
    if after == 0:
        middle = words.text("change.to_zero", before=words.number(before)).rstrip(".")
    else:
        middle = capital(size(ratio, kind, words))
    if row["verdict"] in CLEAR:
        sentence = _clear(ratio, low, high, middle, kind, words)
        remark = _little(row, comparison, words)
    else:
        key = "same" if row["verdict"] == "about_the_same" else "open"
        ends = {"low": range_end(low, kind, words), "high": range_end(high, kind, words)}
        sentence = words.text(f"change.{key}", middle=middle, **ends)
        remark = _open_remark(row, comparison, words)
    return f"{sentence} {remark}" if remark else sentence


def season_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return the change without what the time of year alone would give; None if it is not known."""
    ratio, low, high = (row[f"season_{name}"] for name in ("ratio", "low", "high"))
    is_known = row["incomparable"] == "season" and None not in (ratio, low, high)
    # of a change from zero, or to zero, nothing is said in percent
    if not is_known or not row["before_events"] or not row["after_events"]:
        return None
    kind = kind_of(comparison)
    ends = {"low": range_end(low, kind, words), "high": range_end(high, kind, words)}
    return words.text("change.season", middle=size(ratio, kind, words), **ends)


def kind_of(comparison: Comparison) -> str:
    """Return whether a measure's changes are spoken of as those of a count or of a rate."""
    return "count" if comparison.measure.denominator == "none" else "rate"


def size(ratio: float, kind: str, words: Words) -> str:
    """Return a ratio as a change: 29 % fewer, 12 % more, 2.4 times as many, no change."""
    if ratio >= TIMES_FROM:
        return words.text(f"size.{kind}.times", times=words.number(ratio, 1))
    percent = share(abs(1 - ratio))
    if percent == share(0):
        return words.text(f"size.{kind}.same")
    return words.text(f"size.{kind}.{'fell' if ratio < 1 else 'rose'}", percent=percent)


def range_end(ratio: float, kind: str, words: Words) -> str:
    """Return an end of a range as a fall or a rise: a fall of 22 %, a rise of any size."""
    if ratio == 0:
        return words.text("range.nothing")
    if math.isinf(ratio):
        return words.text("range.without_end")
    if ratio >= TIMES_FROM:
        return words.text(f"size.{kind}.times", times=words.number(ratio, 1))
    percent = share(abs(1 - ratio))
    if percent == share(0):
        return words.text("range.same")
    return words.text("range.fall" if ratio < 1 else "range.rise", percent=percent)


def share(part: float) -> str:
    """Return a part in percent; near 0 and 1 with a decimal, so that neither is said of it."""
    if part < LEAST_SAID:
        return in_percent(0)
    if part < 0.005 or 0.995 <= part < 1:
        return in_percent(min(part, 0.999), 1)
    return in_percent(part)


def _clear(ratio: float, low: float, high: float, middle: str, kind: str, words: Words) -> str:
    rough = _rough(ratio, kind, words) if ratio else None
    if rough is not None:
        size_words = size(ratio, kind, words)
        middle = words.text("change.rough", rough=capital(rough), size=size_words)
    if low == 0:
        return words.text("change.at_least", middle=middle, low=size(high, kind, words))
    if math.isinf(high):
        return words.text("change.at_least", middle=middle, low=size(low, kind, words))
    # the end nearer to no change comes first
    near, far = (high, low) if high <= 1 else (low, high)
    ends = {"low": size(near, kind, words), "high": size(far, kind, words)}
    if far < TIMES_FROM and (near < 1) == (far < 1):
        ends["low"] = share(abs(1 - near)).split("\u00a0")[0]
        return words.text("change.same_way", middle=middle, **ends)
    return words.text("change.two_ways", middle=middle, **ends)


def _rough(ratio: float, kind: str, words: Words) -> str | None:
    """Return a change as the part it is near to: about a third fewer; None if it is near none."""
    part = abs(1 - ratio)
    if part < LEAST_ROUNDED or ratio >= TIMES_FROM:
        return None
    parts = PARTS | (MOST_FALLEN if ratio < 1 else {"double": 1.0})
    name = min(parts, key=lambda name: abs(parts[name] - part))
    if abs(parts[name] - part) > NEAR:
        return None
    if name == "double":
        return words.text(f"rough.{kind}.doubled")
    if name == "half" and ratio < 1:
        return words.text(f"rough.{kind}.halved")
    way = "fell" if ratio < 1 else "rose"
    return words.text(f"rough.{kind}.{way}", part=words.text(f"part.{name}"))


def _little(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return what counts as a change that matters and why, for a change that is smaller."""
    if not row["verdict"].endswith("_a_little"):
        return ""
    least = words.text("change.little", percent=in_percent(matters(row, comparison)))
    return f"{least} {words.say(comparison.measure.matters.reason)}"


def matters(row: dict[str, Any], comparison: Comparison) -> float:
    """Return the smallest fall that matters for a row, as a share."""
    smallest = comparison.measure.matters
    return smallest.area if row.get("kind") == "area" else smallest.citywide


def _open_remark(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    if row["verdict"] == "about_the_same":
        return words.text("change.little", percent=in_percent(matters(row, comparison)))
    if row["ratio_low"] > 1 or row["ratio_high"] < 1:
        return words.text("change.alone")
    return _seen(row, words) if row["verdict"] in BLIND else ""


def _seen(row: dict[str, Any], words: Words) -> str:
    """Return how large a fall would have been seen."""
    verdict = row["verdict"] if row["verdict"] in BLIND else "too_few_to_tell"
    fall = row["detectable_fall"]
    if fall is None or in_percent(1 - fall) == in_percent(1):
        return words.text(f"seen.{verdict}.none")
    return words.text(f"seen.{verdict}.fall", percent=in_percent(1 - fall))
