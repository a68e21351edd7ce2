"""The figure of a measure by month in the whole city, with the two periods compared."""

from dashboard.parts import comparison_charts, drawn
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.source import source_line
from dashboard.tables.comparison import monthly_table, worded
from dashboard.words import Words
from queries.change.compare import Comparison
from queries.declared.measures import datasets_of
from queries.grid.series import monthly


def show_series(choice: Choice, comparison: Comparison, words: Words) -> None:
    """Show the months of a measure as a line, with what it marks and its table."""
    city = worded(comparison, words).row(0, named=True)
    months = monthly(choice.vintage, comparison.measure.id, choice.layer, None)
    marks = marks_of(
        choice.vintage,
        datasets_of(comparison.measure),
        month_span(months),
        words,
        transition=None if comparison.has_given_periods else comparison.windows.transition,
    )
    values = {
        "measure": words.say(comparison.measure.name),
        "area": city["area"],
        "before": words.rate(city["before_rate"]),
        "after": words.rate(city["after_rate"]),
    }
    show_figure(
        "series",
        words.text("figures.series_title", **values),
        drawn.spec(words, comparison_charts.series, choice, comparison, marks),
        words.text(
            "figures.series_alt",
            first=words.month(months["month"][0]),
            last=words.month(months["month"][-1]),
            verdict=city["verdict_words"],
            **values,
        ),
        monthly_table(months, words),
        words,
        marks=marks,
        source=source_line(choice.vintage, datasets_of(comparison.measure), words),
    )
