"""The questions that a signal raises, in words: for the page, the brief and JSON."""

from typing import Any

from dashboard.tables.force import value_words
from dashboard.words import Words, capital
from dashboard.words.records import category
from queries.declared import dictionary
from queries.declared.measures import events, measures
from queries.review.breakdown import LEAST_YEARS, Breakdown, Finding
from queries.review.parts import WHEN
from queries.vintage.catalog import Vintage

SHARES = (
    (0.9, "nearly_all"),
    (0.7, "three_quarters"),
    (0.58, "two_thirds"),
    (0.42, "half"),
    (0.3, "third"),
    (0.0, "quarter"),
)
"""The least share that is called so."""

CALL_VALUES = {
    "category": "call_category",
    "initiated_by": "initiated_by",
    "responder": "responder",
}
"""By field of calls, the vocabulary of its values."""


def question_lines(
    breakdown: Breakdown, row: dict[str, Any], vintage: Vintage, words: Words
) -> list[str]:
    """Return one line per finding of a row of `Month.table`: what carries it, and what to ask.

    Without a finding the line says so, and asks about the whole. A row without a signal has none.
    """
    if row["signal"] is None:
        return []
    if not breakdown.looked_at:
        return [words.text("month_questions.short", least=LEAST_YEARS)]
    lines = [_line(finding, row, vintage, words) for finding in breakdown.findings]
    return lines or [words.text("month_questions.nothing")]


def how_line(breakdown: Breakdown, words: Words) -> str:
    """Return how the findings were made."""
    values = {"years": breakdown.years, "looked_at": words.number(breakdown.looked_at)}
    return words.text("month_questions.how", **values)


def _line(finding: Finding, row: dict[str, Any], vintage: Vintage, words: Words) -> str:
    kind, sign = ("added", 1) if finding.is_added else ("missing", -1)
    is_count = measures()[row["measure"]].kind != "share"
    all_added, added = sign * finding.all_added, sign * finding.added
    low, high = sorted((sign * finding.added_low, sign * finding.added_high))
    values = {
        "part": capital(part_words(finding, vintage, words)),
        "nouns": words.nouns(finding.unit) if is_count else words.text("month_questions.cases"),
        "added": words.number(added),
        "all_added": words.number(all_added),
        "low": words.number(max(low, 0)),
    }
    if added < all_added:
        share = words.text(f"month_questions.shares.{_share(added / all_added)}")
        most = words.number(min(high, all_added))
        start = words.text(f"month_questions.{kind}", share=share, high=most, **values)
    else:
        start = words.text(f"month_questions.{kind}_beyond", high=words.number(high), **values)
    counts = words.text(
        "month_questions.counts",
        n=words.number(finding.n),
        total=words.number(finding.total),
        usual=words.number(finding.usual),
        usual_low=words.number(finding.usual_low),
        usual_high=words.number(finding.usual_high),
    )
    question = words.text(f"month_questions.ask.{_asked(finding, row)}")
    return f"{start} {counts} {question}"


def part_words(finding: Finding, vintage: Vintage, words: Words) -> str:
    """Return the part of a finding: a time, an area, or a field with its value."""
    dimension, value = finding.dimension, finding.value
    if dimension in WHEN:
        return words.text(f"month_questions.{dimension}.{value}")
    if dimension == "area":
        return words.area(value, vintage.layer(finding.layer).name)
    field = words.say(dictionary.field(dimension))
    if value == "true":
        return field
    return words.text("month_questions.valued", field=field, value=_value(dimension, value, words))


def _value(field: str, value: str, words: Words) -> str:
    """Return a value in words: Accord's if it has a vocabulary for the field, else the city's."""
    if field == "priority":
        return words.text("calls.priority_name", priority=value)
    if field == "complaint_source":
        return category(field, value, words)
    if field in CALL_VALUES:
        return category(CALL_VALUES[field], value, words)
    return value_words(field, value, words)


def _share(share: float) -> str:
    return next(name for least, name in SHARES if share >= least)


def _asked(finding: Finding, row: dict[str, Any]) -> str:
    if not finding.is_added:
        return "missing"
    if finding.dimension in WHEN:
        return "when"
    if finding.dimension == "area":
        return "area"
    return events()[measures()[row["measure"]].numerator].dataset
