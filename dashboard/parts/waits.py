"""Days between rare records, under the control chart of a quiet area."""

from dashboard.charts.waits import waits_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import marks_of
from dashboard.parts.source import source_line
from dashboard.tables.review import state_words, waits_table
from dashboard.words import Words, columns
from queries.declared.measures import datasets_of
from queries.review.waits import Waits
from queries.stats.constants import TRIAL_POINTS
from queries.vintage.catalog import Vintage


def show_waits(waits: Waits, area: str, vintage: Vintage, words: Words) -> None:
    """Show the days between records in an area; `area` is its display name."""
    table = waits.table
    last = table.row(-1, named=True)
    values = {
        "measure": words.say(waits.measure.name),
        "area": area,
        "nouns": words.nouns(waits.unit),
        "days": words.number(last["gap"]),
        "centre": words.number(last["centre"]),
        "high": words.number(last["high"]),
        "first": words.day(waits.first),
        "last": words.day(waits.last),
        "points": waits.points,
    }
    outside = table.filter("is_outside")["day"].to_list()
    points = table.with_columns(
        day_words=columns.of_values(table["day"], words.day),
        state_words=columns.of_rows(table, lambda row: state_words(row["icon"], words)),
    )
    span = (min(table["day"].to_list()), max(table["day"].to_list()))
    marks = marks_of(vintage, datasets_of(waits.measure), span, words)
    show_figure(
        "waits",
        words.text("waits.title_long" if last["is_outside"] else "waits.title", **values),
        drawn.spec(words, waits_chart, points, marks),
        words.text(
            "waits.alt",
            outside=", ".join(words.day(day) for day in outside) or words.text("waits.none"),
            **values,
        ),
        waits_table(waits, words),
        words,
        marks=marks,
        source=source_line(vintage, ["calls"], words),
    )
    caption = words.text("waits.says", **values)
    if waits.points < TRIAL_POINTS:
        caption += " " + words.text("waits.trial", n=TRIAL_POINTS)
    plain.caption(caption)
