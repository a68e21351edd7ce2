"""What every chart by month shows: policies as numbered lines, and notes on months."""

import polars as pl

from dashboard.parts import plain
from dashboard.parts.notes import note_lines
from dashboard.words import Words
from dashboard.words.sentences import in_force
from queries.records.periods import Part
from queries.vintage.policy import Policy


def policy_marks(part: Part) -> pl.DataFrame:
    """Return day and mark (its number) of the policies within the months of the chart."""
    days = [policy.effective_on for policy in _policies(part)]
    return pl.DataFrame(
        {"day": days, "mark": [str(number) for number in range(1, len(days) + 1)]},
        schema={"day": pl.Date, "mark": pl.String},
    )


def show_marks(part: Part, words: Words) -> None:
    """Show which months are provisional, what the lines mark, and the notes on months."""
    if part.drawn_to > part.settled:
        plain.caption(words.text("records.provisional"))
    lines = [
        words.text(
            "records.mark",
            mark=number,
            policy=words.say(policy.title),
            day=in_force(policy, words),
        )
        for number, policy in enumerate(_policies(part), start=1)
    ]
    notes = part.vintage.month_notes.filter(
        pl.col("month").is_between(part.period.first.replace(day=1), part.drawn_to)
    )
    lines += note_lines(notes, words)
    plain.points(lines)


def _policies(part: Part) -> list[Policy]:
    first = part.period.first
    return [
        policy for policy in part.vintage.policies if first <= policy.effective_on <= part.drawn_to
    ]
