"""What every chart by month marks: policies, changes in recording, the pandemic, transitions."""

import datetime as dt
from collections.abc import Collection, Sequence

import polars as pl

from dashboard.charts.marks import Marks
from dashboard.words import Words
from dashboard.words.sentences import in_force
from queries.dates import DateRange
from queries.declared.policy import Policy
from queries.grid.windows import transition_of
from queries.records.over_time import whole
from queries.records.periods import Part
from queries.stats.constants import PANDEMIC_FROM
from queries.vintage.catalog import Vintage
from queries.vintage.recording import recording_changes

PANDEMIC = dt.date.fromisoformat(f"{PANDEMIC_FROM}-01")

ROOM = 0.06
"""Part of a chart's width that a number needs on a phone; nearer numbers stand on two rows."""


def marks_of(
    vintage: Vintage,
    datasets: Collection[str],
    span: DateRange,
    words: Words,
    *,
    policies: Sequence[Policy] = (),
    transition: DateRange | None = None,
) -> Marks:
    """Return what a chart of these datasets marks between two days, ends inclusive.

    Changes in recording and the pandemic are always marked. `policies` are marked with their
    transitions; `transition` is that of the one policy or day that a page is about.
    """
    first, last = span
    in_view = [policy for policy in policies if first <= policy.effective_on <= last]
    texts = [(policy.effective_on, _policy_text(policy, words), True) for policy in in_view]
    texts += [
        (policy.recorded_from, _recording_text(policy, words), False)
        for policy in recording_changes(vintage, datasets, first, last)
    ]
    if first < PANDEMIC <= last:
        texts.append((PANDEMIC, words.text("marks.pandemic", month=words.month(PANDEMIC)), False))
    days = sorted({day for day, _, _ in texts})
    whats = ["; ".join(text for on, text, _ in texts if on == day) for day in days]
    shaded = [stretch for policy in in_view if (stretch := _transition(policy))]
    shaded += [transition] if transition else []
    shaded = [(max(begin, first), min(end, last)) for begin, end in shaded]
    lines = [
        words.text("marks.line", mark=number, what=what)
        for number, what in enumerate(whats, start=1)
    ]
    if transition:
        lines.append(words.text("marks.shaded", transition=words.period(transition)))
    return Marks(
        pl.DataFrame(
            {
                "day": days,
                "mark": [str(number) for number in range(1, len(days) + 1)],
                "what": whats,
                "row": rows(days, span),
                "is_policy": [any(is_own for on, _, is_own in texts if on == day) for day in days],
            },
            schema=Marks().dates.schema,
        ),
        pl.DataFrame(shaded, schema=Marks().shaded.schema, orient="row"),
        tuple(lines),
    )


def rows(days: Sequence[dt.date], span: DateRange) -> list[int]:
    """Return the row of each day's number: the lowest on which no number before is too near."""
    room = (span[1] - span[0]) * ROOM
    last_on: list[dt.date] = []
    taken = []
    for day in days:
        free = (row for row, before in enumerate(last_on) if day - before >= room)
        row = next(free, len(last_on))
        last_on[row : row + 1] = [day]
        taken.append(row)
    return taken


def part_marks(part: Part, words: Words) -> Marks:
    """Return what a chart by month of a part of the records marks: all policies among the rest."""
    span = (part.period.first, part.drawn_to)
    return marks_of(part.vintage, (part.dataset,), span, words, policies=part.vintage.policies)


def marks_again(part: Part, words: Words) -> Marks:
    """Return the marks of a part, numbered as on the line its page begins with."""
    every = part_marks(whole(part), words)
    span = (part.period.first, part.drawn_to)
    dates = every.dates.filter(pl.col("day").is_between(*span))
    days = dates["day"].to_list()
    first, last = (pl.lit(day) for day in span)
    return Marks(
        dates.with_columns(row=pl.Series(rows(days, span), dtype=pl.Int64)),
        every.shaded.filter(pl.col("first") <= last, pl.col("last") >= first).select(
            first=pl.max_horizontal("first", first), last=pl.min_horizontal("last", last)
        ),
        (words.text("marks.again"),) if days else (),
    )


def month_span(months: pl.DataFrame) -> DateRange:
    """Return the first and the last day of the months of a chart."""
    return min(months["month"].to_list()), max(months["month"].dt.month_end().to_list())


def _transition(policy: Policy) -> DateRange | None:
    """Return the first and the last day of a policy's transition, or None if it has none."""
    first, after = transition_of(policy)
    return (first, after - dt.timedelta(days=1)) if first < after else None


def _policy_text(policy: Policy, words: Words) -> str:
    day = in_force(policy, words)
    text = words.text("marks.policy", policy=words.say(policy.title), day=day)
    transition = _transition(policy)
    if transition is None:
        return text
    return f"{text} {words.text('marks.its_transition', transition=words.period(transition))}"


def _recording_text(policy: Policy, words: Words) -> str:
    return words.text(
        "marks.recording", day=words.day(policy.recorded_from), policy=words.say(policy.title)
    )
