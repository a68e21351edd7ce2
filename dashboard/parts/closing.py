"""How long complaints take to close, and how many are open."""

import polars as pl

from dashboard.charts.complaints import backlog_chart, closing_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.marks import marks_again
from dashboard.parts.source import source_line
from dashboard.tables import complaints as tables
from dashboard.words import Words, columns
from dashboard.words.markup import fill
from dashboard.words.records import percent, percent_range, spoken_months
from queries.records import complaints
from queries.records.complaints import HORIZONS, OPEN
from queries.records.periods import Part


def show_closing(part: Part, words: Words) -> None:
    """Show the share of complaints closed by days since they were received."""
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
        source=source_line(part.vintage, [part.dataset], words),
    )
    title = words.text("complaints.closing_table")
    with plain.expander(title):
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


def show_backlog(part: Part, steps: pl.DataFrame, words: Words) -> None:
    """Show the complaints open at the end of each month, and which "open" is which."""
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
    marks = marks_again(part, words)
    show_figure(
        "complaints_backlog",
        words.text("complaints.backlog_title", **values),
        drawn.spec(words, backlog_chart, spoken_months(months, words), marks),
        words.text("complaints.backlog_alt", **values),
        tables.backlog_table(months, words),
        words,
        marks=marks,
        source=source_line(part.vintage, [part.dataset], words),
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
