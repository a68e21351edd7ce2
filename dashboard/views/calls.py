"""Calls for service: who starts them, what about, how fast, what they end in, and when."""

import polars as pl

from dashboard.charts.bars import bar_chart
from dashboard.charts.calls import (
    hour_grid,
    month_chart,
    share_chart,
)
from dashboard.parts import drawn, plain
from dashboard.parts.call_speed import show_speed
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import part_marks
from dashboard.parts.notes import show_part_notes
from dashboard.parts.records import ALL, begin, end
from dashboard.parts.state import choose
from dashboard.tables import calls as tables
from dashboard.words import Words, columns
from dashboard.words.records import (
    bars,
    category,
    is_too_short,
    no_line,
    percent,
    percent_range,
    share_words,
    spoken_months,
)
from queries.records import calls
from queries.records.periods import Part
from queries.records.shares import KNOWN_SHARE
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import UNKNOWN

DATASET = "calls"
CAVEATS = ("recorded_only", "calls_change")


def show(words: Words) -> None:
    """Show the page."""
    part = begin("calls", DATASET, words)
    if part is None:
        return
    by_month = calls.months(part)
    counts = calls.settled(by_month, part)
    if counts.is_empty():
        plain.info(words.text("records.nothing"))
    else:
        _show_starters(part, counts, words)
        _show_categories(part, by_month, counts, words)
        show_speed(part, counts, words)
        _show_outcomes(part, words)
        _show_crisis(part, by_month, counts, words)
        _show_hours(part, words)
    end("calls", part, CAVEATS, words)


def _show_bars(name: str, part: Part, rows: pl.DataFrame, names: list[str], words: Words) -> None:
    """Show counts as bars; the title names the largest value that is not unknown."""
    table = rows.with_columns(
        is_unknown=pl.col(rows.columns[0]) == UNKNOWN, name=pl.Series(names, dtype=pl.String)
    )
    known_rows = table.filter(~pl.col("is_unknown")).sort("n", descending=True)
    if known_rows.is_empty():
        plain.text(words.text("records.nothing"))
        return
    known_n, all_n = int(known_rows["n"].sum()), int(table["n"].sum())
    values = {
        "first": known_rows["name"][0],
        "n": words.number(known_rows["n"][0]),
        "all": words.number(known_n),
    }
    title = words.text(f"calls.{name}_title", **values)
    if known_rows["rate"][0] is not None:
        title += f" ({percent(known_rows['rate'][0])})"
    if known_n < KNOWN_SHARE * all_n:
        unknown = words.number(all_n - known_n)
        title = words.text("calls.unknown_title", n=unknown, all=words.number(all_n))
    show_figure(
        f"calls_{name}",
        title,
        drawn.spec(words, bar_chart, bars(table, names, words)),
        words.text(f"calls.{name}_alt", **values),
        tables.counted_table(rows, names, words),
        words,
    )


def _show_starters(part: Part, counts: pl.DataFrame, words: Words) -> None:
    plain.header(words.text("calls.titles.starters"))
    if not part.vintage.publishes(DATASET, "initiated_by"):
        plain.text(words.text("calls.none.starters"))
        return
    rows = calls.starters(counts, part)
    names = [category("initiated_by", starter, words) for starter in rows["initiated_by"]]
    _show_bars("starters", part, rows, names, words)


def _show_categories(
    part: Part, by_month: pl.DataFrame, counts: pl.DataFrame, words: Words
) -> None:
    plain.header(words.text("calls.titles.categories"))
    if not part.vintage.publishes(DATASET, "category"):
        plain.text(words.text("calls.none.categories"))
        return
    rows = calls.categories(counts, part)
    names = [category("call_category", kind, words) for kind in rows["category"]]
    _show_bars("categories", part, rows, names, words)
    months = calls.category_months(by_month, part)
    category_names = dict(zip(rows["category"], names, strict=True))
    selected = choose(
        "category",
        words.text("calls.category"),
        [ALL, *category_names],
        lambda kind: category_names.get(kind, words.text("calls.all_categories")),
        ALL,
        f"{'_'.join(part.key)}_{words.language}",
    )
    of_category = months if selected == ALL else months.filter(category=selected)
    by_month = of_category.group_by("month", "is_provisional").agg(pl.col("n").sum()).sort("month")
    if is_too_short(by_month):
        plain.text(words.text("records.few_months"))
        return
    settled = by_month.filter(~pl.col("is_provisional"))
    numbers = settled["n"].sort()
    values = {
        "category": category_names.get(selected, words.text("calls.all_categories")),
        "least": words.number(numbers[0]),
        "most": words.number(numbers[-1]),
        "first": words.month(settled["month"][0]),
        "last": words.month(settled["month"][-1]),
    }
    marks = part_marks(part, words)
    show_figure(
        "calls_months",
        words.text("calls.months_title", **values),
        drawn.spec(words, month_chart, spoken_months(by_month, words), marks),
        words.text("calls.months_alt", **values),
        tables.category_table(months, words),
        words,
        marks=marks,
    )
    show_part_notes(part, words)


def _show_outcomes(part: Part, words: Words) -> None:
    plain.header(words.text("calls.titles.outcomes"))
    if not part.vintage.publishes(DATASET, "outcome"):
        plain.text(words.text("calls.none.outcomes"))
        return
    rows = calls.outcomes(part)
    _show_bars("outcomes", part, rows, tables.outcome_names(rows, words), words)
    plain.caption(words.text("calls.says.outcomes"))


def _show_crisis(part: Part, by_month: pl.DataFrame, counts: pl.DataFrame, words: Words) -> None:
    plain.header(words.text("calls.titles.crisis"))
    share = calls.crisis_share(counts, part)
    if not part.vintage.publishes(DATASET, "category") or not share["n"]:
        plain.text(words.text("calls.none.crisis"))
        return
    numbers = {"n": words.number(share["n"]), "total": words.number(share["total"])}
    line = words.text("calls.crisis", **numbers)
    if part.is_fair:
        line += " " + words.text("calls.crisis_share", share=share_words(share))
    plain.text(line)
    if not part.vintage.publishes(DATASET, "responder"):
        plain.text(words.text("calls.none.responder"))
        return
    rows = calls.crisis_responders(counts, part)
    names = [category("responder", responder, words) for responder in rows["responder"]]
    _show_bars("crisis", part, rows, names, words)
    months = calls.crisis_months(by_month, part)
    if not part.is_fair or not months["other_team"].sum():
        return
    if reason := no_line(months):
        plain.text(words.text(reason))
        return
    settled = months.filter(~pl.col("is_provisional")).drop_nulls("rate")
    points = spoken_months(months, words).with_columns(
        rate_words=columns.of_rows(months, lambda row: percent(row["rate"])),
        range_words=columns.of_rows(months, lambda row: percent_range(row["low"], row["high"])),
    )
    shares = settled["rate"].sort()
    values = {
        "first": words.month(settled["month"][0]),
        "last": words.month(settled["month"][-1]),
        "least": percent(shares[0]),
        "most": percent(shares[-1]),
    }
    marks = part_marks(part, words)
    show_figure(
        "calls_crisis_months",
        words.text("calls.crisis_months_title", **values),
        drawn.spec(words, share_chart, points.drop_nulls("rate"), marks),
        words.text("calls.crisis_months_alt", **values),
        tables.crisis_months_table(months, words),
        words,
        marks=marks,
    )


def _show_hours(part: Part, words: Words) -> None:
    plain.header(words.text("calls.titles.hours"))
    hours = calls.hours(part)
    if hours.is_empty():
        plain.text(words.text("calls.none.hours"))
        return
    column = "a_day" if part.is_fair else "n"
    weekdays = {day: words.text(f"calls.weekdays.{day}") for day in range(calls.WEEK_DAYS)}
    cells = hours.select(
        "hour",
        weekday_words=columns.of_codes(hours["weekday"], "calls.weekdays", words),
        hour_words=columns.of_values(hours["hour"], lambda hour: f"{hour}:00–{hour}:59"),
        shown=column,
        shown_words=columns.of_values(hours[column], words.rate if part.is_fair else words.number),
    )
    ends = hours.sort(column)
    busiest, quietest = ends.row(-1, named=True), ends.row(0, named=True)
    is_clear = busiest["n"] >= CAUTION_EVENTS
    values = {
        "busy_day": weekdays[busiest["weekday"]],
        "busy_hour": f"{busiest['hour']}:00",
        "quiet_day": weekdays[quietest["weekday"]],
        "quiet_hour": f"{quietest['hour']}:00",
    }
    show_figure(
        "calls_hours",
        words.text("calls.hours_title", **values) if is_clear else words.text("calls.hours_few"),
        drawn.spec(words, hour_grid, cells, words.text(f"calls.columns.{column}")),
        words.text("calls.hours_alt", **values),
        tables.hours_table(hours, words),
        words,
    )
    plain.caption(words.text("calls.says.hours"))
