"""What became of a year's complaints: their way, kinds, findings, and how long they take."""

from dataclasses import replace

from dashboard.brief.frames import of_frame
from dashboard.brief.sheet import Section
from dashboard.brief.subject import Subject
from dashboard.tables import complaints as tables
from dashboard.tables.workload import ages_table, closing_lines
from dashboard.words import Words
from queries.records import complaints
from queries.records.periods import Part, months_to
from queries.review.workload import ages, closing_part, month_part, months_of
from queries.vintage.catalog import UNKNOWN

DATASET = "complaints"
YEAR = 12

MOST_KINDS = 10
"""Kinds of allegations by name, the most frequent first."""


def complaint_sections(about: Subject) -> tuple[Section, ...]:
    """Return the complaints of the year that ends with the month, if any month is settled by it."""
    words, month = about.words, month_part(about.vintage, DATASET, about.month)
    if month is None:
        return ()
    month = replace(month, area_id=about.area_id or None)
    year = months_to(month.period.first, YEAR)
    first = max(year.first, month.span.first_on.replace(day=1))
    part = replace(month, period=replace(year, first=first))
    return (_way(part, words), *_kinds(part, words), _findings(part, words), _time(month, words))


def _way(part: Part, words: Words) -> Section:
    """Return how many complaints took each step, from received to closed."""
    first, last = (words.month(day) for day in (part.period.first, part.period.last))
    caption = words.text("brief.board.way", first=first, last=last)
    steps = tables.steps_table(complaints.steps(part), words)
    return Section(words.text("complaints.titles.way"), table=of_frame(caption, steps, words))


def _kinds(part: Part, words: Words) -> tuple[Section, ...]:
    """Return the kinds of allegations with their findings, unless the files list none."""
    kinds = complaints.allegations(part)
    if kinds.is_empty():
        return ()
    named = tables.allegations_table(kinds, words)
    caption = words.text("brief.board.kinds")
    more = len(named) - MOST_KINDS
    return (
        Section(
            words.text("complaints.titles.made_of"),
            texts=(words.text("complaints.says.allegations"),),
            table=of_frame(caption, named.head(MOST_KINDS), words),
            points=(words.text("brief.more", n=more),) if more > 0 else (),
        ),
    )


def _findings(part: Part, words: Words) -> Section:
    """Return how closed complaints ended; where most outcomes are unknown, that alone."""
    findings = complaints.findings(part)
    has_shares = bool(findings["rate"].is_not_null().any())
    unknown = int(findings.filter(disposition=UNKNOWN)["n"].sum())
    closed = int(findings["n"].sum())
    texts = []
    if unknown:
        values = {"n": words.number(unknown), "closed": words.number(closed)}
        texts.append(words.text("complaints.outcome_unknown", **values))
        if part.is_fair and not has_shares and unknown < closed:
            texts.append(words.text("complaints.mostly_unknown"))
    if has_shares:
        known = words.number(closed - unknown)
        texts.append(words.text("complaints.of_closed", n=known))
    table = None
    if closed > unknown:
        caption = words.text("brief.board.outcomes")
        table = of_frame(caption, tables.findings_table(findings, words), words)
    return Section(words.text("brief.board.findings"), texts=tuple(texts), table=table)


def _time(month: Part, words: Words) -> Section:
    """Return how long complaints take, with open ones counted, and how long those have waited."""
    title = words.text("complaints.titles.closing")
    part = closing_part(month)
    if reason := complaints.why_not_timed(part):
        return Section(title, texts=(words.text(f"complaints.not_timed.{reason}"),))
    waiting, last = ages(month), words.month(month.period.first)
    caption = words.text("brief.board.open", n=words.number(int(waiting["n"].sum())), last=last)
    says = words.text("workload.close_says", n=months_of(part), month=last)
    lines = closing_lines(complaints.days_to_close(part), words)
    return Section(
        title,
        texts=(says, " ".join(lines)),
        table=of_frame(caption, ages_table(waiting, words), words),
    )
