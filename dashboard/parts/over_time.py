"""The line a page about one dataset begins with: its own count, from the first record on."""

import polars as pl

from dashboard.charts.over_time import counts_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import part_marks
from dashboard.parts.notes import show_part_notes
from dashboard.parts.records import area_words
from dashboard.parts.source import source_line
from dashboard.tables.over_time import counts_table
from dashboard.words import Words
from dashboard.words.over_time import count_title, spoken
from dashboard.words.records import is_too_short
from queries.records import over_time
from queries.records.periods import Part, standing_for


def show_over_time(part: Part, words: Words, table: pl.DataFrame | None = None) -> None:
    """Show the records of the part's area by month, or by quarter where months have few.

    The line has all months, whatever period is selected; that is tinted. Its table is `table`, or
    the numbers of the line.
    """
    months = over_time.by_month(part)
    if is_too_short(months):
        plain.text(words.text("records.few_months"))
        return
    year, unit = over_time.last_year(part), part.vintage.unit(standing_for(part.dataset))
    title = count_title(months, year, unit, words)
    if part.area_id is not None:
        title = words.text("over_time.of_area", area=area_words(part, words), title=title)
    quarters = over_time.by_quarter(months)
    is_quarterly = over_time.is_thin(months) and not is_too_short(quarters)
    points = quarters if is_quarterly else months
    numbers = counts_table(points, words) if table is None else table
    show_counts(part, points, title, numbers, words, is_quarterly=is_quarterly)


def show_counts(
    part: Part,
    months: pl.DataFrame,
    title: str,
    table: pl.DataFrame,
    words: Words,
    *,
    is_quarterly: bool = False,
) -> None:
    """Show a count by month or quarter as a line with its title, marks and table."""
    settled = months.filter(~pl.col("is_provisional"))
    counts = settled["n"].sort()
    step = "quarter" if is_quarterly else "month"
    unit = part.vintage.unit(standing_for(part.dataset))
    axis = words.text(f"over_time.axis.{step}", nouns=words.nouns(unit))
    every = over_time.whole(part)
    marks = part_marks(every, words)
    shown = None if part.period.kind == "all" else (part.period.first, part.period.last)
    points = spoken(months, words, is_quarterly=is_quarterly)
    show_figure(
        f"{part.dataset}_over_time",
        title,
        drawn.spec(words, counts_chart, points, shown, axis, step, marks),
        words.text(
            "over_time.alt",
            axis=axis,
            first=words.month(settled["month"][0]),
            last=words.month(settled["month"][-1]),
            least=words.number(counts[0]),
            most=words.number(counts[-1]),
        ),
        table,
        words,
        marks=marks,
        source=source_line(part.vintage, [part.dataset], words),
    )
    show_part_notes(every, words)
