"""Complaints: the path from received to closed, what was alleged, how long it takes, what waits."""

import polars as pl

from dashboard.charts.bars import bar_chart
from dashboard.charts.complaints import backlog_chart, closing_chart, step_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure, show_plain_table, show_table
from dashboard.parts.marks import part_marks
from dashboard.parts.notes import show_part_notes
from dashboard.parts.records import begin, end
from dashboard.tables import complaints as tables
from dashboard.words import Words, capital, columns
from dashboard.words.markup import bold, fill, joined
from dashboard.words.records import (
    bars,
    percent,
    percent_range,
    share_words,
    spoken_months,
)
from queries.declared import dictionary
from queries.declared.sensitive import sensitive_kinds
from queries.records import complaints
from queries.records.complaints import HORIZONS, OPEN, SOURCES
from queries.records.periods import Part
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import UNKNOWN

DATASET = "complaints"
KINDS_DRAWN = 12
"""Number of kinds of allegation in the chart; the table has all kinds."""

CAVEATS = ("complaints_both_ways", "recorded_only")


def show(words: Words) -> None:
    """Show the page."""
    part = begin("complaints", DATASET, words)
    if part is None:
        return
    steps = complaints.steps(part)
    if not steps["n"][0]:
        plain.info(words.text("records.nothing"))
    else:
        _show_path(part, steps, words)
        _show_findings(part, words)
        _show_allegations(part, words)
        _show_closing(part, words)
        _show_backlog(part, steps, words)
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
    pieces = _pieces(steps, words)
    present = [source for source in SOURCES if steps[source].sum()]
    legend = {source: tables.source_name(source, words) for source in present}
    show_figure(
        "complaints_path",
        words.text(f"complaints.path_title.{part.vintage.city.complaint_days[0]}", **values),
        drawn.spec(words, step_chart, pieces, legend),
        words.text("complaints.path_alt", **values),
        tables.steps_table(steps, words),
        words,
    )


def _pieces(steps: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return one row per step and source, sources placed end to end, with their texts."""
    rows = []
    for row in steps.to_dicts():
        begin_at = row["start"]
        name = tables.step_name(row["step"], row["kind"], words)
        label = f"{capital(name)}: {words.number(row['n'])}"
        for source in SOURCES:
            if row[source] or (source == SOURCES[0] and not row["n"]):
                rows.append(
                    {
                        "label": label,
                        "source": source,
                        "source_words": tables.source_name(source, words),
                        "begin": begin_at,
                        "end": begin_at + row[source],
                        "n_words": words.number(row[source]),
                    }
                )
                begin_at += row[source]
    return pl.DataFrame(rows)


def _show_findings(part: Part, words: Words) -> None:
    """List each outcome with its meaning and count, and the count of unknown outcomes."""
    plain.header(words.text("complaints.titles.findings"))
    plain.text(words.text("complaints.says.findings"))
    findings = complaints.findings(part)
    known_findings = findings.filter(pl.col("disposition") != UNKNOWN)
    # where no outcome is known, a 0 would read as if none had been sustained
    is_any_known = known_findings["n"].sum() > 0
    lines = []
    for row in known_findings.to_dicts():
        name, meaning = words.term(dictionary.word("disposition", row["disposition"]))
        mark = "" if row["n"] >= CAUTION_EVENTS else " ×"
        share = "" if row["rate"] is None else f" · {share_words(row)}"
        meaning_text = f": {meaning}" if meaning else ""
        count_text = f" — {words.number(row['n'])}{mark}{share}" if is_any_known else ""
        lines.append(joined(bold(name), f"{meaning_text}{count_text}", by=""))
    plain.points(lines)
    if is_any_known and (known_findings["n"] < CAUTION_EVENTS).any():
        plain.caption(words.text("figures.caution_mark", n=CAUTION_EVENTS))
    unknown = findings.filter(disposition=UNKNOWN)
    if len(unknown):
        numbers = {
            "n": words.number(unknown["n"][0]),
            "closed": words.number(int(findings["n"].sum())),
        }
        line = words.text("complaints.outcome_unknown", **numbers)
        if part.is_fair and findings["rate"].is_null().all():
            line += " " + words.text("complaints.mostly_unknown")
        plain.text(line)
    if findings["rate"].is_not_null().any():
        plain.caption(
            words.text("complaints.of_closed", n=words.number(int(known_findings["n"].sum())))
        )
    show_table("complaints_findings", tables.findings_table(findings, words), words)


def _show_allegations(part: Part, words: Words) -> None:
    plain.header(words.text("complaints.titles.allegations"))
    allegations = complaints.allegations(part)
    if part.area_id is not None:
        least = max(kind.least for kind in sensitive_kinds())
        plain.caption(words.text("complaints.says.allegations_left_out", least=words.number(least)))
    if allegations.is_empty():
        plain.text(words.text("complaints.no_allegations"))
        return
    first = allegations.head(KINDS_DRAWN)
    names = tables.allegation_names(first, words)
    rows = first.select("n", is_unknown=pl.col("allegation") == UNKNOWN).with_columns(
        pl.lit(None, pl.Float64).alias(column) for column in ("rate", "low", "high")
    )
    values = {
        "kinds": len(allegations),
        "n": words.number(int(allegations["n"].sum())),
        "drawn": len(first),
        "first": names[0],
        "first_n": words.number(first["n"][0]),
    }
    show_figure(
        "complaints_allegations",
        words.text("complaints.allegations_title", **values),
        drawn.spec(words, bar_chart, bars(rows, names, words)),
        words.text("complaints.allegations_alt", **values),
        tables.allegations_table(allegations, words),
        words,
    )
    plain.caption(words.text("complaints.says.allegations"))


def _show_closing(part: Part, words: Words) -> None:
    plain.header(words.text("complaints.titles.closing"))
    if reason := complaints.why_not_timed(part):
        plain.text(words.text(f"complaints.not_timed.{reason}"))
        return
    closing = complaints.closing(part)
    curve = complaints.closing_curve(part)
    if closing.is_empty() or curve.is_empty():
        plain.text(words.text("complaints.not_timed.no_days"))
        return
    plain.text(words.text("complaints.says.closing"))
    _say_unknown(part, words)
    plain.points(_closing_lines(closing, words))
    points = curve.with_columns(
        rate_words=columns.of_rows(curve, lambda row: percent(row["rate"])),
        range_words=columns.of_rows(curve, lambda row: percent_range(row["low"], row["high"])),
    )
    shares = closing.filter(pl.col("source") == "all", pl.col("rate").is_not_null())
    last = shares.row(-1, named=True) if len(shares) else {"days": 0, "rate": 0.0}
    values = {
        "share": percent(last["rate"]),
        "days": last["days"],
        "n": words.number(closing["n"][0]),
        "first": percent(closing["rate"][0]),
        "first_days": HORIZONS[0],
    }
    show_figure(
        "complaints_closing_curve",
        words.text("complaints.closing_title", **values),
        drawn.spec(words, closing_chart, points),
        words.text("complaints.closing_alt", **values),
        tables.curve_table(curve, words),
        words,
    )
    title = words.text("complaints.closing_table")
    plain.text(bold(title))
    show_plain_table("complaints_closing", tables.closing_table(closing, words), title, words)


def _closing_lines(closing: pl.DataFrame, words: Words) -> list[str]:
    """Return one line per horizon for all complaints: about 38 of 100 within 90 days."""
    lines: list[str] = []
    for row in closing.filter(source="all").to_dicts():
        if row["rate"] is None:
            lines.append(fill(words, "complaints.closed_unknown", days=row["days"]))
            continue
        ends = [f"{value * 100:.0f}" for value in (row["rate"], row["low"], row["high"])]
        lines.append(
            fill(
                words,
                "complaints.closed_by",
                days=row["days"],
                n=ends[0],
                low=ends[1],
                high=ends[2],
            )
        )
    return lines


def _say_unknown(part: Part, words: Words) -> None:
    """Say how many complaints are left out because the day they were received is not known."""
    n, unknown = complaints.watched(part)
    if unknown:
        numbers = {"n": words.number(unknown), "all": words.number(n)}
        plain.text(words.text("complaints.received_unknown", **numbers))


def _show_backlog(part: Part, steps: pl.DataFrame, words: Words) -> None:
    plain.header(words.text("complaints.titles.backlog"))
    whole = complaints.of_all_time(part)
    if reason := complaints.why_not_timed(whole):
        plain.text(words.text(f"complaints.not_timed.{reason}"))
        return
    _say_unknown(whole, words)
    months = complaints.backlog(part)
    settled = months.filter(~pl.col("is_provisional"))
    if settled.is_empty():
        plain.text(words.text("records.nothing"))
        return
    values = {
        "open": words.number(settled["open_at_end"][-1]),
        "last": words.month(settled["month"][-1]),
        "before": words.number(settled["open_at_end"][0]),
        "first": words.month(settled["month"][0]),
        "most": words.number(settled["open_at_end"].sort()[-1]),
    }
    marks = part_marks(part, words)
    show_figure(
        "complaints_backlog",
        words.text("complaints.backlog_title", **values),
        drawn.spec(words, backlog_chart, spoken_months(months, words), marks),
        words.text("complaints.backlog_alt", **values),
        tables.backlog_table(months, words),
        words,
        marks=marks,
    )
    begins = words.text("complaints.says.backlog", first=part.span.first_on.year)
    not_path = words.text(
        "complaints.says.backlog_not_path",
        open=values["open"],
        day=words.day(settled["month"].dt.month_end()[-1]),
        path_open=words.number(steps.filter(kind=OPEN)["n"].item()),
        path=words.text("complaints.titles.path"),
        end=words.day(part.span.last_on),
    )
    plain.caption(f"{not_path} {begins}")
    show_part_notes(part, words)
