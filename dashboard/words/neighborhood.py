"""One paragraph about one area: what changed, beside the city, and what is not known."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dashboard.words import Words
from dashboard.words.sentences import details, per_phrase, readable
from queries.change.compare import Comparison

VERDICTS = (
    "fell",
    "rose",
    "about_the_same",
    "no_clear_change",
    "too_few_to_tell",
    "not_comparable",
    None,
)
"""In the order in which they are told."""


def paragraph(
    rows: dict[str, dict[str, Any]],
    found: Comparison,
    verdicts: Sequence[str | None],
    lacking: int,
    words: Words,
) -> str:
    """Return what stands under the headline of an area's main measure.

    `rows` are those of the comparison's table by kind: area (the one chosen), citywide, unknown.
    `verdicts` are those on every measure shown for the area; `lacking` measures cannot be shown.
    """
    told = [
        details(rows["area"], found, words),
        beside_city(rows["area"], rows["citywide"], found, words),
        all_measures(rows["area"]["area"], verdicts, words),
        not_known(rows["citywide"], rows["unknown"], found, lacking, words),
    ]
    return " ".join(one for one in told if one)


def beside_city(here: dict[str, Any], city: dict[str, Any], found: Comparison, words: Words) -> str:
    """Return the city's verdict and, where rates can stand side by side, both rates after."""
    verdict = words.text(f"your_neighborhood.city.{city['verdict'] or 'none'}")
    rates = (here["after_rate"], here["after_low"], here["after_high"], city["after_rate"])
    # a number of records a year is larger in the city because the city is
    if None in rates or found.measure.denominator == "none":
        return verdict
    factor = readable(here["after_rate"], city["after_rate"])
    names = ("here", "low", "high", "city")
    said = {name: words.rate(one * factor) for name, one in zip(names, rates, strict=True)}
    per = per_phrase(found.measure, words, factor)
    return f"{verdict} {words.text('your_neighborhood.beside', per=per, **said)}"


def all_measures(area: str, verdicts: Sequence[str | None], words: Words) -> str:
    """Return how many of the measures shown for an area fell, rose, cannot be told …"""
    counts = Counter(verdicts)
    parts = [
        words.text(f"your_neighborhood.counts.{one or 'none'}", n=counts[one])
        for one in VERDICTS
        if counts[one]
    ]
    n = len(verdicts)
    return words.text("your_neighborhood.measures", n=n, area=area, parts="; ".join(parts))


def not_known(
    city: dict[str, Any], unknown: dict[str, Any], found: Comparison, lacking: int, words: Words
) -> str:
    """Return how many records name no known place, and how many measures cannot be shown."""
    told = []
    placeless, total = (one["before_events"] + one["after_events"] for one in (unknown, city))
    if placeless:
        values = {"n": words.number(placeless), "total": words.number(total)}
        nouns = words.nouns(found.unit)
        told.append(words.text("your_neighborhood.placeless", nouns=nouns, **values))
    if lacking:
        told.append(words.text("your_neighborhood.lacking", n=lacking))
    return " ".join(told)
