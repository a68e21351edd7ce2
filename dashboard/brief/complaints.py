"""What became of the complaints of a year: their way, kinds, findings, and how long they take."""

import polars as pl

from dashboard.brief.sheet import Section, Table
from dashboard.brief.subject import Subject
from dashboard.tables.complaints import allegation_names, step_name
from dashboard.words import Words, capital
from dashboard.words.records import category, share_words
from queries.records import complaints
from queries.records.complaints import OPEN
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import UNKNOWN

DATASET = "complaints"
SUSTAINED = "sustained"

MOST_KINDS = 10
"""Kinds of allegations by name, the most frequent first."""


def complaint_sections(about: Subject) -> tuple[Section, ...]:
    """Return the complaints of the last settled months, if the city has any on record."""
    vintage, words = about.vintage, about.words
    if DATASET not in vintage.manifest.datasets:
        return ()
    periods = {period.id: period for period in periods_of(vintage, DATASET)}
    period = periods.get("last", periods["all"])
    part = Part(vintage, DATASET, about.month.layer, about.area_id or None, period)
    return (_way(part, words), *_kinds(part, words), _findings(part, words), _time(part, words))


def _way(part: Part, words: Words) -> Section:
    """Return how many complaints took each step, from received to closed."""
    first, last = part.period.first, part.period.last
    table = Table(
        words.text("brief.board.way", first=words.month(first), last=words.month(last)),
        (words.text("complaints.columns.step"), words.text("complaints.columns.n")),
        tuple(
            (capital(step_name(row["step"], row["kind"], words)), words.number(row["n"]))
            for row in complaints.steps(part).to_dicts()
        ),
        numbers=(1,),
    )
    return Section(words.text("complaints.titles.way"), table=table)


def _kinds(part: Part, words: Words) -> tuple[Section, ...]:
    """Return the kinds of allegations with their findings, unless the files list none."""
    kinds = complaints.allegations(part)
    if kinds.is_empty():
        return ()
    findings = (SUSTAINED, OPEN)
    named = list(zip(allegation_names(kinds, words), kinds.to_dicts(), strict=True))
    table = Table(
        words.text("brief.board.kinds"),
        (
            words.text("complaints.columns.allegation"),
            words.text("complaints.columns.allegations_n"),
            *(capital(category("disposition", finding, words)) for finding in findings),
        ),
        tuple(
            (capital(name), *(words.number(row[column]) for column in ("n", *findings)))
            for name, row in named[:MOST_KINDS]
        ),
        numbers=(1, 2, 3),
    )
    more = len(named) - MOST_KINDS
    return (
        Section(
            words.text("complaints.titles.made_of"),
            texts=(words.text("complaints.says.allegations"),),
            table=table,
            points=(words.text("brief.more", n=more),) if more > 0 else (),
        ),
    )


def _findings(part: Part, words: Words) -> Section:
    """Return how closed complaints ended, with the share of each outcome and its range."""
    findings = complaints.findings(part)
    known = int(findings.filter(pl.col("disposition") != UNKNOWN)["n"].sum())
    table = Table(
        words.text("brief.board.findings"),
        (
            words.text("complaints.columns.outcome"),
            words.text("complaints.columns.n"),
            words.text("brief.board.share"),
        ),
        tuple(
            (
                capital(category("disposition", row["disposition"], words)),
                words.number(row["n"]),
                share_words(row),
            )
            for row in findings.to_dicts()
        ),
        numbers=(1, 2),
    )
    says = words.text("complaints.of_closed", n=words.number(known))
    return Section(words.text("complaints.titles.findings"), texts=(says,), table=table)


def _time(part: Part, words: Words) -> Section:
    """Return the share closed by days since received, and how many are open."""
    title = words.text("complaints.titles.closing")
    if reason := complaints.why_not_timed(part):
        return Section(title, texts=(words.text(f"complaints.not_timed.{reason}"),))
    closing = complaints.closing(part).filter(source="all")
    table = Table(
        words.text("brief.board.time"),
        (words.text("complaints.columns.days"), words.text("complaints.columns.closed_share")),
        tuple((words.number(row["days"]), share_words(row)) for row in closing.to_dicts()),
        numbers=(1,),
    )
    return Section(
        title,
        texts=(words.text("complaints.says.closing"), *_backlog(part, words)),
        table=table,
    )


def _backlog(part: Part, words: Words) -> tuple[str, ...]:
    """Return how many complaints were open at the end of the last settled month."""
    settled = complaints.backlog(complaints.of_all_time(part)).filter(~pl.col("is_provisional"))
    return tuple(
        words.text("brief.board.open", open=words.number(row["open_at_end"]), last=words.month(row["month"]))
        for row in settled.tail(1).to_dicts()
    )
