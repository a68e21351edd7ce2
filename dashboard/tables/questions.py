"""The questions that a signal raises, in words: for the page, the brief, the terminal and JSON."""

import datetime as dt
from typing import Any

from dashboard.tables.force import value_words
from dashboard.tables.month import DIRECTIONS, side
from dashboard.words import Words, capital
from dashboard.words.records import category
from queries.dates import add_months
from queries.declared import dictionary
from queries.declared.measures import events, measures
from queries.review.breakdown import LEAST_YEARS, Breakdown, Finding
from queries.review.parts import WHEN
from queries.vintage.catalog import Vintage

CALL_VALUES = {
    "category": "call_category",
    "initiated_by": "initiated_by",
    "responder": "responder",
}
"""By field of calls, the vocabulary of its values."""


def question_lines(
    breakdown: Breakdown, row: dict[str, Any], vintage: Vintage, words: Words
) -> list[str]:
    """Return what carries a row of `Month.table`, and what to ask: single days, then each finding.

    Without either the line says so, and asks about the whole. A row without a signal has none.
    """
    if row["signal"] is None:
        return []
    if breakdown.first is None:
        return [words.text("month_questions.short", least=LEAST_YEARS, ask=_whole(row, words))]
    lines = [_days_line(breakdown, row, vintage, words)] if breakdown.days else []
    lines += [_line(finding, breakdown, row, vintage, words) for finding in breakdown.findings]
    return lines or [words.text("month_questions.nothing", ask=_whole(row, words))]


def _whole(row: dict[str, Any], words: Words) -> str:
    """Return what to ask of all records of a signal: of fewer, first whether they are all in."""
    kind = "less" if DIRECTIONS[side(row)] == "less" else "more"
    return words.text(f"month_questions.whole.{kind}")


def how_line(breakdown: Breakdown, words: Words) -> str:
    """Return how the findings were made."""
    key = "how" if breakdown.looked_at else "how_days"
    values = {"years": breakdown.years, "looked_at": words.number(breakdown.looked_at)}
    return words.text(f"month_questions.{key}", **values)


def of_months(first: dt.date, last: dt.date, words: Words) -> str:
    """Return whose records: of August 2020, of July and August 2020, from May to August 2020."""
    if first == last:
        return words.text("month_questions.of_months.one", month=words.month(first))
    kind = "pair" if add_months(first, 1) == last else "span"
    is_one_year = first.year == last.year
    start = words.text(f"months.{first.month}") if is_one_year else words.month(first)
    return words.text(f"month_questions.of_months.{kind}", first=start, last=words.month(last))


def _days_line(breakdown: Breakdown, row: dict[str, Any], vintage: Vintage, words: Words) -> str:
    days = sorted(breakdown.days, key=lambda busy: busy.day)
    left, left_usual = breakdown.left
    usual = sum(busy.usual for busy in days)
    values = {
        "n": words.number(sum(busy.n for busy in days)),
        "total": words.number(breakdown.n),
        "of": _of(breakdown, vintage.unit(measures()[row["measure"]]), row, words),
        "usual": _about(usual, words),
        "left": words.number(left),
        "left_usual": _about(left_usual, words),
    }
    if len(days) == 1:
        return words.text("month_questions.day", day=words.day(days[0].day), **values)
    each = [
        words.text("month_questions.on_day", n=words.number(busy.n), day=words.day(busy.day))
        for busy in days
    ]
    return words.text("month_questions.days", count=len(days), each="; ".join(each), **values)


def _line(
    finding: Finding, breakdown: Breakdown, row: dict[str, Any], vintage: Vintage, words: Words
) -> str:
    kind, sign = ("added", 1) if finding.is_added else ("missing", -1)
    # what is usual is told in whole records, and differences are those of the numbers told
    usual, all_usual = round(finding.usual), round(finding.total - finding.all_added)
    added, all_added = sign * (finding.n - usual), sign * (finding.total - all_usual)
    low, high = sorted((sign * finding.added_low, sign * finding.added_high))
    values = {
        "part": _part(finding, breakdown, vintage, words),
        "n": words.number(finding.n),
        "total": words.number(finding.total),
        "of": _of(breakdown, finding.unit, row, words, finding),
        "usual": words.number(usual),
        "all_usual": words.number(all_usual),
        "added": words.number(added),
        "all_added": words.number(all_added),
        "low": words.number(max(low, 0)),
    }
    is_all = added >= all_added
    most = words.number(high if is_all else min(high, all_added))
    key = f"{kind}_beyond" if is_all else kind
    told = words.text(f"month_questions.{key}", high=most, **values)
    return f"{told} {words.text(f'month_questions.ask.{_asked(finding, row)}')}"


def _part(finding: Finding, breakdown: Breakdown, vintage: Vintage, words: Words) -> str:
    """Return the part of a finding; it says so if single days are left out of it."""
    part = capital(part_words(finding, vintage, words))
    if not breakdown.days:
        return part
    key = "without_day" if len(breakdown.days) == 1 else "without_days"
    return words.text(f"month_questions.{key}", part=part)


def _of(
    breakdown: Breakdown,
    unit: str,
    row: dict[str, Any],
    words: Words,
    finding: Finding | None = None,
) -> str:
    """Return what is counted, of which months: force reports of July and August 2020."""
    first, last = breakdown.first or row["month"], breakdown.last or row["month"]
    is_count = measures()[row["measure"]].kind != "share"
    nouns = words.nouns(unit) if is_count else words.text("month_questions.cases")
    of = f"{nouns} {of_months(first, last, words)}"
    is_part = finding and finding.dimension != "allegation" and finding.total < breakdown.left[0]
    return words.text("month_questions.known", of=of) if is_part else of


def _about(number: float, words: Words) -> str:
    """Return about how many, in words for less than one."""
    if round(number) < 1:
        return words.text("month_questions.under_one")
    return words.text("month_questions.about", n=words.number(round(number)))


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


def _asked(finding: Finding, row: dict[str, Any]) -> str:
    if not finding.is_added:
        return "missing"
    if finding.dimension in WHEN:
        return "when"
    if finding.dimension == "area":
        return "area"
    return events()[measures()[row["measure"]].numerator].dataset
