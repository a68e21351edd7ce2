"""Sentences about the numbers of a comparison, in the reader's language.

They may say that something changed, never that a policy caused the change.
"""

import math
from typing import Any

from dashboard.words import Words
from dashboard.words.changes import change_sentence, season_sentence
from dashboard.words.ordinary import latest_level, second_sentence, steadied_sentence
from queries.change.compare import Comparison
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.texts import Texts

OPEN = ("too_few_to_tell", "varies_too_much", "no_clear_change")
"""Verdicts that do not say whether there was a change."""

MOST_MONTHS = 240
"""More further months than these twenty years are said to be never enough."""

PER = {"residents": "per.residents", "none": "per.none"}


def verdict_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return both answers on a row of a comparison's table, with counts, rates and ranges.

    `row["area"]` is the area's name in the reader's language.
    """
    return " ".join([headline(row, comparison, words), *answers(row, comparison, words)])


def answers(row: dict[str, Any], comparison: Comparison, words: Words) -> list[str]:
    """Return the grounds of both answers: whether it changed, and whether the date stands out."""
    sentences = (
        details(row, comparison, words),
        steadied_sentence(row, comparison, words),
        latest_sentence(row, comparison, words),
        second_sentence(row, comparison, words),
    )
    return [sentence for sentence in sentences if sentence]


def in_short(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return both answers in one line, without their grounds."""
    second = second_sentence(row, comparison, words)
    first = headline(row, comparison, words)
    return f"{first} {second}" if second else first


def headline(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return the verdict in one short sentence."""
    measure = words.say(comparison.measure.name)
    place = words.within(row["area"], comparison.layer_name)
    return words.text(f"headline.{row['verdict'] or 'none'}", measure=measure, where=place)


def details(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return the grounds of the first answer: central figure with range, counts and rates."""
    counts = counts_sentence(row, comparison, words)
    match row["verdict"]:
        case None:
            return counts
        case "not_comparable":
            why = words.text(f"not_comparable.{row['incomparable']}")
            season = season_sentence(row, comparison, words)
            return " ".join(sentence for sentence in (counts, why, season) if sentence)
        case _:
            return f"{change_sentence(row, comparison, words)} {counts}"


def counts_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    """Return both counts and both rates, as natural frequencies."""
    measure = comparison.measure
    # the noun agrees with the number before it: 1 complaint, 1 of 7 complaints
    noun_count = row["before_exposure"] if measure.kind == "share" else row["before_events"]
    counts = {
        "before": words.number(row["before_events"]),
        "after": words.number(row["after_events"]),
        "nouns": words.nouns(comparison.unit, noun_count),
    }
    rates = (row["before_rate"], row["after_rate"])
    if measure.kind == "share" and row["before_exposure"] == row["after_exposure"] == 0:
        return ""
    if None in rates:
        return words.text("counts.only", **counts)
    factor = 1 if measure.denominator == "none" else readable(*rates)
    rate_words = {
        "before_rate": words.rate(rates[0] * factor),
        "after_rate": words.rate(rates[1] * factor),
    }
    if measure.kind == "share":
        scale = words.number(measure.scale * factor)
        totals = {
            "before_total": words.number(row["before_exposure"]),
            "after_total": words.number(row["after_exposure"]),
        }
        return words.text("counts.share", scale=scale, **counts, **totals, **rate_words)
    per = per_phrase(measure, words, factor)
    return words.text("counts.rate", per=per, **counts, **rate_words)


def measure_sentence(comparison: Comparison, words: Words) -> str:
    """Return the definition of the measure in one sentence, with the city's own unit."""
    return words.say(comparison.measure.sentence).format(units=words.nouns(comparison.unit))


def lack_words(lack: Texts | str, words: Words) -> str:
    """Return why a measure cannot be shown: the text of a code, or the city's own reason."""
    return words.text(f"reasons.{lack}") if isinstance(lack, str) else words.say(lack)


def in_force(policy: Policy, words: Words) -> str:
    """Return the day a policy came into force; the month if no source gives the day."""
    say = words.day if policy.is_day_known else words.month
    return say(policy.effective_on)


def per_phrase(measure: Measure, words: Words, factor: int = 1) -> str:
    """Return the denominator of a rate in words: in every 1,000 calls, a year for …, a year."""
    scale = words.number(measure.scale * factor)
    if measure.kind == "share":
        return words.text("per.share", scale=scale)
    return words.text(PER.get(measure.denominator, "per.calls"), scale=scale)


def latest_sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str | None:
    """Return the rate of the last settled months, if they came after the comparison."""
    if comparison.latest is None or row["latest_rate"] is None:
        return None
    # what cannot be set beside the periods says nothing more beside what came later
    if row["verdict"] in (None, "not_comparable"):
        return None
    measure, rate = comparison.measure, row["latest_rate"]
    factor = 1 if measure.denominator == "none" else readable(rate, *_rates(row))
    first, last = comparison.latest
    sentence = words.text(
        "latest.since",
        first=words.month(first),
        last=words.month(last),
        rate=words.rate(rate * factor),
        per=per_phrase(measure, words, factor),
    )
    level = latest_level(row)
    return f"{sentence} {words.text(f'latest.{level}')}" if level else sentence


def _rates(row: dict[str, Any]) -> list[float]:
    rates = (row["before_rate"], row["after_rate"])
    return [rate for rate in rates if rate is not None]


def months_sentence(row: dict[str, Any], words: Words) -> str | None:
    """Return how many more months of data would show a fall.

    None if the verdict already says whether there was a change, or if nothing was recorded
    before.
    """
    if row["verdict"] not in OPEN or row["before_events"] == 0:
        return None
    by_tenth, by_quarter, by_half = (
        months if months <= MOST_MONTHS else math.inf
        for months in (row[f"months_to_{fall}"] for fall in (10, 25, 50))
    )
    if by_quarter == 0:
        key, months = ("tenth", by_tenth) if math.isfinite(by_tenth) else ("tenth_never", None)
    elif math.isfinite(by_quarter):
        key, months = "quarter", by_quarter
    elif by_half == 0:
        key, months = "quarter_never", None
    else:
        key, months = ("half", by_half) if math.isfinite(by_half) else ("half_never", None)
    return words.text(f"months_to_see.{key}", months=words.number(months))


def readable(*rates: float) -> int:
    """Return the power of ten that brings the largest rate to 1 or more: 6 in every 10,000."""
    largest = max(rates)
    factor = 1
    while 0 < largest * factor < 1 and factor < 1_000_000:
        factor *= 10
    return factor
