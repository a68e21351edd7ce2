"""The second answer of a verdict, whether its date stands out, and what else stands beside it."""

import math
from typing import Any

from dashboard.words import Words
from dashboard.words.changes import LEAST_SAID, kind_of, size
from queries.change.compare import Comparison
from queries.stats.constants import ALPHA
from queries.stats.verdicts import CLEAR


def subject(comparison: Comparison) -> str:
    """Return the key of the texts that ask whether a date, or two given periods, stand out."""
    return "stands_out.periods" if comparison.has_given_periods else "stands_out.date"


def second_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return whether the date or periods stand out, and if so that this says no reason."""
    sentence = among_dates(row, comparison, words)
    if row["stands_out"] == "stands_out":
        return f"{sentence} {words.text('stands_out.not_why')}"
    return sentence


def among_dates(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return whether the date or periods stand out among others; None if it was not asked."""
    answer = row["stands_out"]
    if answer is None:
        return None
    if answer == "too_short":
        return words.text(f"{subject(comparison)}.too_short")
    count, as_large = len(comparison.dates), row["dates_as_large"]
    ratio = row["date_ratio"]
    if answer == "does_not_stand_out" and abs(math.log(ratio)) < LEAST_SAID:
        return words.text(f"{subject(comparison)}.unchanged")
    if answer == "does_not_stand_out" and as_large <= ALPHA * count:
        answer = "usual"
    if answer == "stands_out" and row["verdict"] not in CLEAR:
        # as where the record fell at every other date, and here it did not
        answer = "unlike"
    return words.text(
        f"{subject(comparison)}.{answer}",
        n=words.number(as_large),
        count=words.number(count),
        change=words.text("stands_out.fall" if ratio < 1 else "stands_out.rise"),
    )


def expected_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return what the city's earlier trend would have given, beside what was recorded."""
    if comparison.expected is None or row["kind"] != "citywide" or row["stands_out"] is None:
        return None
    low, middle, high = comparison.expected
    unit = 10 ** max(0, math.floor(math.log10(max(middle, 1))) - 1)
    numbers = {
        name: words.number(round(value / unit) * unit)
        for name, value in (("low", low), ("middle", middle), ("high", high))
    }
    key = "expected_share" if comparison.measure.kind == "share" else "expected"
    return words.text(
        f"stands_out.{key}",
        total=words.number(row["after_exposure"]),
        after=words.number(row["after_events"]),
        **numbers,
    )


def steadied_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return the range of an area's change that borrows strength from the other areas."""
    if row["steadied"] is None or row["verdict"] in (None, "not_comparable"):
        return None
    low, high = (
        size(row[f"steadied_{end}"], kind_of(comparison), words) for end in ("low", "high")
    )
    return words.text("steadied.range", low=low, high=high)


def latest_level(row: dict[str, Any]) -> str | None:
    """Return which level the last settled months are nearer to, by ratio, after a clear change."""
    before, after, latest = (row[f"{name}_rate"] for name in ("before", "after", "latest"))
    if row["verdict"] not in CLEAR or not before or not after or not latest:
        return None
    is_before = abs(math.log(latest / before)) < abs(math.log(latest / after))
    return "nearer_before" if is_before else "nearer_after"
