"""Sentences about a comparison of places. They may name the policy."""

from dashboard.words import Words, in_percent
from queries.change.designs import Designs
from queries.stats.constants import SYNTHETIC_MIN_BEFORE, SYNTHETIC_MIN_OTHERS
from queries.vintage.catalog import Vintage


def answer(designs: Designs, vintage: Vintage, words: Words) -> str:
    """Return the counts of both groups of places and their reading, or why there are none."""
    if designs.refused is not None:
        return refusal(designs.refused, words)
    reached, others = designs.groups.to_dicts()
    counts = {
        "x0": words.number(reached["before_events"]),
        "x1": words.number(reached["after_events"]),
        "y0": words.number(others["before_events"]),
        "y1": words.number(others["after_events"]),
        "nouns": words.nouns(vintage.unit(designs.measure)),
    }
    if designs.policy.scope == "areas":
        all_areas = len(designs.reached) + len(designs.others)
        sentence = words.text("designs.say_areas", n=len(designs.reached), all=all_areas, **counts)
    else:
        sentence = words.text(
            "designs.say_city",
            here=designs.reached[0],
            there=designs.others[0],
            why=words.say((designs.policy.comparison or {})["why"]),
            **counts,
        )
    return f"{sentence} {_reading(designs, words)}"


def groups(designs: Designs, words: Words) -> str | None:
    """Return how often groups of areas without the policy differ as much; None without groups."""
    if designs.rank is None:
        return None
    larger, total = designs.rank[0] - 1, designs.rank[1] - 1
    if larger:
        return words.text("designs.groups_some", k=larger, n=total)
    return words.text("designs.groups_none", n=total)


def refusal(code: str, words: Words) -> str:
    """Return why a design is not offered."""
    return words.text(
        f"designs.refused.{code}",
        least_places=SYNTHETIC_MIN_OTHERS,
        least_months=SYNTHETIC_MIN_BEFORE,
    )


def _reading(designs: Designs, words: Words) -> str:
    first = designs.estimates.row(0, named=True)
    low, high = first["low"], first["high"]
    if low is None:
        return words.text("designs.undefined")
    if low <= 1 <= high:
        ends = {"low": words.number(low, 2), "high": words.number(high, 2)}
        return words.text("designs.reading.unclear", **ends)
    key, least, most = ("fewer", 1 - high, 1 - low) if high < 1 else ("more", low - 1, high - 1)
    ends = {"low": in_percent(least), "high": in_percent(most)}
    return words.text(f"designs.reading.{key}", **ends)
