"""A paragraph about one area: its change, the city's change, and the gaps in the data."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dashboard.words import Words
from dashboard.words.ordinary import among_dates
from dashboard.words.sentences import per_phrase, readable
from queries.change.compare import Comparison
from queries.stats.verdicts import VERDICTS


def paragraph(
    rows: dict[str, dict[str, Any]],
    comparison: Comparison,
    verdicts: Sequence[str | None],
    missing: int,
    words: Words,
) -> str:
    """Return the paragraph under both answers on an area's main measure.

    `rows` holds the rows of the comparison's table by kind: area (the selected area), citywide,
    unknown. `verdicts` has the verdict on every measure shown for the area. `missing` is the
    number of measures that cannot be shown.
    """
    sentences = [
        beside_city(rows["area"], rows["citywide"], comparison, words),
        all_measures(rows["area"]["area"], verdicts, words),
        not_known(rows["citywide"], rows["unknown"], comparison, missing, words),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def beside_city(
    area: dict[str, Any], city: dict[str, Any], comparison: Comparison, words: Words
) -> str:
    """Return both answers on the city and, if the rates are comparable, both rates after."""
    verdict = words.text(f"your_neighborhood.city.{city['verdict'] or 'none'}")
    second = among_dates(city, comparison, words)
    verdict = f"{verdict} {second}" if second else verdict
    rates = (area["after_rate"], area["after_low"], area["after_high"], city["after_rate"])
    # counts per year depend on size, so the area's and the city's are not comparable
    if None in rates or comparison.measure.denominator == "none":
        return verdict
    factor = readable(area["after_rate"], city["after_rate"])
    names = ("here", "low", "high", "city")
    numbers = {name: words.rate(value * factor) for name, value in zip(names, rates, strict=True)}
    per = per_phrase(comparison.measure, words, factor)
    return f"{verdict} {words.text('your_neighborhood.beside', per=per, **numbers)}"


def all_measures(area: str, verdicts: Sequence[str | None], words: Words) -> str:
    """Return the number of measures shown for an area with each verdict."""
    counts = Counter(verdicts)
    parts = [
        words.text(f"your_neighborhood.counts.{verdict or 'none'}", n=counts[verdict])
        for verdict in (*VERDICTS, None)
        if counts[verdict]
    ]
    n = len(verdicts)
    return words.text("your_neighborhood.measures", n=n, area=area, parts="; ".join(parts))


def not_known(
    city: dict[str, Any],
    unknown: dict[str, Any],
    comparison: Comparison,
    missing: int,
    words: Words,
) -> str:
    """Return the number of records without a known place and of measures that cannot be shown."""
    sentences = []
    placeless, total = (row["before_events"] + row["after_events"] for row in (unknown, city))
    if placeless:
        values = {"n": words.number(placeless), "total": words.number(total)}
        nouns = words.nouns(comparison.unit)
        sentences.append(words.text("your_neighborhood.placeless", nouns=nouns, **values))
    if missing:
        sentences.append(words.text("your_neighborhood.lacking", n=missing))
    return " ".join(sentences)
