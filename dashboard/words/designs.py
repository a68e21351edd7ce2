"""From a comparison of places to plain sentences, which may name the policy."""

from dashboard.words import Words, in_percent
from queries.change.designs import Designs
from queries.stats.constants import SYNTHETIC_MIN_BEFORE, SYNTHETIC_MIN_OTHERS
from queries.vintage.catalog import Vintage


def answer(found: Designs, vintage: Vintage, words: Words) -> str:
    """Return what was recorded in both groups of places, and what that says; or why not."""
    if found.refused is not None:
        return refusal(found.refused, words)
    here, there = found.groups.to_dicts()
    said = {
        "x0": words.number(here["before_events"]),
        "x1": words.number(here["after_events"]),
        "y0": words.number(there["before_events"]),
        "y1": words.number(there["after_events"]),
        "nouns": words.nouns(vintage.unit(found.measure)),
    }
    if found.policy.scope == "areas":
        every = len(found.reached) + len(found.others)
        counts = words.text("designs.say_areas", n=len(found.reached), all=every, **said)
    else:
        counts = words.text(
            "designs.say_city",
            here=found.reached[0],
            there=found.others[0],
            why=words.say((found.policy.comparison or {})["why"]),
            **said,
        )
    return f"{counts} {_reading(found, words)}"


def groups(found: Designs, words: Words) -> str | None:
    """Return how often groups of areas without the policy differ as much; None without them."""
    if found.rank is None:
        return None
    larger, others = found.rank[0] - 1, found.rank[1] - 1
    if larger:
        return words.text("designs.groups_some", k=larger, n=others)
    return words.text("designs.groups_none", n=others)


def refusal(code: str, words: Words) -> str:
    """Return why a design is not offered."""
    return words.text(
        f"designs.refused.{code}",
        least_places=SYNTHETIC_MIN_OTHERS,
        least_months=SYNTHETIC_MIN_BEFORE,
    )


def _reading(found: Designs, words: Words) -> str:
    first = found.estimates.row(0, named=True)
    low, high = first["low"], first["high"]
    if low is None:
        return words.text("designs.undefined")
    if low <= 1 <= high:
        ends = {"low": words.number(low, 2), "high": words.number(high, 2)}
        return words.text("designs.reading.unclear", **ends)
    key, least, most = ("fewer", 1 - high, 1 - low) if high < 1 else ("more", low - 1, high - 1)
    ends = {"low": in_percent(least), "high": in_percent(most)}
    return words.text(f"designs.reading.{key}", **ends)
