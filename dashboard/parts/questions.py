"""The questions that a signal of the month raises."""

from typing import Any

from dashboard.parts import plain
from dashboard.tables.questions import how_line, question_lines
from dashboard.words import Words
from queries.review.breakdown import breakdown_of
from queries.review.month import Month
from queries.vintage.catalog import Vintage


def show_signal_questions(
    vintage: Vintage, month: Month, row: dict[str, Any], words: Words
) -> None:
    """List what carries the signal of a row of `Month.table`, as questions; nothing if it has none.

    The header is the caller's.
    """
    breakdown = breakdown_of(vintage, month, row)
    lines = question_lines(breakdown, row, vintage, words)
    plain.points(lines)
    if breakdown.first is not None:
        plain.caption(how_line(breakdown, words))
