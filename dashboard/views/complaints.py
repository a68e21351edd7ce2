"""Complaints: how many, what happens to one, how they end, what is alleged, how long it takes."""

from collections.abc import Sequence

import polars as pl

from dashboard.charts.complaints import step_chart
from dashboard.parts import drawn, plain
from dashboard.parts.closing import show_backlog, show_closing
from dashboard.parts.figure import show_figure
from dashboard.parts.over_time import show_over_time
from dashboard.parts.panels import grid, say_few, show_key, show_panel, side_names
from dashboard.parts.process import show_process
from dashboard.parts.records import begin, end
from dashboard.parts.source import source_line
from dashboard.surface import st
from dashboard.tables import complaints as tables
from dashboard.tables.panels import stacked
from dashboard.words import Words
from queries.declared.sensitive import sensitive_kinds
from queries.records import complaints
from queries.records.beside import in_order
from queries.records.complaints import OPEN, SOURCES
from queries.records.periods import Part
from queries.vintage.catalog import UNKNOWN

DATASET = "complaints"
CAVEATS = ("complaints_both_ways", "recorded_only")


def show(words: Words) -> None:
    """Show the page."""
    part = begin("complaints", DATASET, words)
    if part is None:
        return
    plain.header(words.text("over_time.header"))
    show_over_time(part, words)
    steps = complaints.steps(part)
    if not steps["n"][0]:
        plain.info(words.text("records.nothing"))
        plain.header(words.text("complaints.titles.way"))
        show_process(part.vintage, words)
    else:
        way, path = st.columns(2, gap="large")
        with way:
            plain.header(words.text("complaints.titles.way"))
            show_process(part.vintage, words)
        with path:
            _show_path(part, steps, words)
        _show_composition(part, words)
        closing, waiting = st.columns(2, gap="large")
        with closing:
            show_closing(part, words)
        with waiting:
            show_backlog(part, steps, words)
    end("complaints", part, CAVEATS, words)


def _show_path(part: Part, steps: pl.DataFrame, words: Words) -> None:
    plain.header(words.text("complaints.titles.path"))
    counts = {row["kind"]: row["n"] for row in steps.to_dicts() if row["step"] != "closed"}
    values = {
        "first": words.month(part.period.first),
        "last": words.month(part.period.last),
        "day": words.day(part.span.last_on),
        "received": words.number(steps["n"][0]),
        "closed": words.number(steps.filter(step="closed")["n"].item()),
        "open": words.number(counts[OPEN]),
        "sustained": words.number(counts.get("sustained", 0)),
        "public": words.number(counts.get("public", 0)),
        "internal": words.number(counts.get("internal", 0)),
    }
    present = [source for source in SOURCES if steps[source].sum()]
    legend = {source: tables.source_name(source, words) for source in present}
    show_figure(
        "complaints_path",
        words.text(f"complaints.path_title.{part.vintage.city.complaint_days[0]}", **values),
        drawn.spec(words, step_chart, tables.step_pieces(steps, words), legend),
        words.text("complaints.path_alt", **values),
        tables.steps_table(steps, words),
        words,
        source=source_line(part.vintage, [part.dataset], words),
    )


def _show_composition(part: Part, words: Words) -> None:
    """Show outcomes and allegations in panels, beside another period."""
    plain.header(words.text("complaints.titles.made_of"))
    pair = in_order(part)
    show_key(part, pair, words)
    with grid("complaints"):
        are_few = [_show_findings(part, pair, words), _show_allegations(part, pair, words)]
    notes = _finding_notes(part, is_compared=len(pair) > 1, words=words)
    notes += [words.text("complaints.says.allegations")]
    if part.area_id is not None:
        least = max(kind.least for kind in sensitive_kinds())
        notes += [words.text("complaints.says.allegations_left_out", least=words.number(least))]
    plain.caption(" ".join(notes))
    say_few(are_few, words)


def _show_findings(part: Part, pair: Sequence[Part], words: Words) -> bool:
    """Show each outcome with its meaning; return whether one has few complaints."""
    own = complaints.findings(part)
    known = own.filter(pl.col("disposition") != UNKNOWN)
    n, sustained = int(known["n"].sum()), int(known.filter(disposition="sustained")["n"].sum())
    title = words.text("complaints.titles.findings")
    if n:
        title = words.text(
            "complaints.findings_title", n=words.number(sustained), all=words.number(n)
        )
    every = [complaints.findings(side) for side in pair]
    return show_panel(
        "complaints_findings",
        title,
        [tables.findings_side(findings, words) for findings in every],
        stacked(
            side_names(pair, words),
            [tables.findings_table(findings, words) for findings in every],
            words,
        ),
        words,
        list(pair).index(part),
    )


def _finding_notes(part: Part, *, is_compared: bool, words: Words) -> list[str]:
    """Return what must be known of the shares of outcomes."""
    findings = complaints.findings(part)
    known = int(findings.filter(pl.col("disposition") != UNKNOWN)["n"].sum())
    unknown = findings.filter(disposition=UNKNOWN)
    notes = []
    if len(unknown):
        closed = words.number(int(findings["n"].sum()))
        n = words.number(unknown["n"][0])
        notes.append(words.text("complaints.outcome_unknown", n=n, closed=closed))
        if part.is_fair and known and findings["rate"].is_null().all():
            notes.append(words.text("complaints.mostly_unknown"))
    if findings["rate"].is_not_null().any():
        notes.append(words.text("complaints.of_closed", n=words.number(known)))
        if is_compared:
            day = words.day(part.span.last_on)
            notes.append(words.text("complaints.says.later_open", day=day))
    return notes


def _show_allegations(part: Part, pair: Sequence[Part], words: Words) -> bool:
    own = complaints.allegations(part)
    if own.is_empty():
        plain.text(words.text("complaints.no_allegations"))
        return False
    title = words.text(
        "complaints.allegations_title",
        kinds=len(own),
        n=words.number(int(own["n"].sum())),
        first=tables.allegation_names(own.head(1), words)[0],
        first_n=words.number(own["n"][0]),
    )
    every = [complaints.allegations(side) for side in pair]
    return show_panel(
        "complaints_allegations",
        title,
        [tables.allegations_side(allegations, words) for allegations in every],
        stacked(
            side_names(pair, words),
            [tables.allegations_table(allegations, words) for allegations in every],
            words,
        ),
        words,
        list(pair).index(part),
    )
