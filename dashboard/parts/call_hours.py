"""Calls by hour of the week."""

from dashboard.charts.calls import hour_grid
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.source import source_line
from dashboard.tables import calls as tables
from dashboard.words import Words, columns
from queries.records import calls
from queries.records.periods import Part
from queries.stats.constants import CAUTION_EVENTS


def show_hours(part: Part, words: Words) -> None:
    """Show the calls by day of the week and hour, and name the busiest hour."""
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
        source=source_line(part.vintage, [part.dataset], words),
    )
    plain.caption(words.text("calls.says.hours"))
    say_untold(part, words)


def say_untold(part: Part, words: Words) -> None:
    """Say how many calls are in no hour, response time and outcome, and why; nothing if none is."""
    untold = calls.untold(part)
    if untold:
        line = words.text("calls.says.untold", n=words.number(untold))
        plain.cautions([line], words.text("answer.cautions"))
