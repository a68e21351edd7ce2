"""The trend around the policy: the months, the counterfactual, and the uncertainty."""

from dashboard.parts import ask, comparison_charts, drawn, plain
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure, show_plain_table, show_table
from dashboard.parts.header import show_about
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.notes import show_jumps, show_notes
from dashboard.parts.page import head
from dashboard.parts.places import show_places
from dashboard.parts.source import source_line
from dashboard.parts.verdict import show_cautions, show_recording
from dashboard.surface import st
from dashboard.tables import trends
from dashboard.tables.answers import as_table
from dashboard.words import Words
from dashboard.words.markup import bold, joined
from dashboard.words.trends import details, label, levels, placebo, reading, reason, warnings
from queries.change.trend import Trend, level
from queries.declared.measures import datasets_of
from queries.errors import NoAnswer
from queries.stats.time_series import LevelChange

PAGE = "trend_around_policy"


def show(words: Words) -> None:
    """Show the page."""
    choice = head(PAGE, words)
    if choice is None:
        return
    answer = ask.trend_around(choice.vintage, choice.measure.id, choice.layer, choice.around)
    if isinstance(answer, NoAnswer):
        plain.warning(words.no_answer(answer))
        show_about(PAGE, choice.vintage, None, words)
        return
    plain.header(label(answer, words))
    _show_months(choice, answer, words)
    _show_answer(choice, answer, words)
    name = f"{answer.city}_trend_{answer.measure.id}"
    show_table(name, trends.monthly_table(answer, words), words, figure="trend_months")
    show_notes(choice.vintage.month_notes, choice.vintage, words)
    show_cautions([answer], words)
    if answer.main is not None:
        with plain.expander(words.text("trend.more.title")):
            _show_more(choice, answer, answer.main, words)
    show_places(choice, words)
    show_about(PAGE, choice.vintage, answer.unit, words)


def _show_months(choice: Choice, trend: Trend, words: Words) -> None:
    ends = {
        "measure": label(trend, words),
        "first": words.month(trend.table["month"][0]),
        "last": words.month(trend.table["month"][-1]),
    }
    if trend.main is None:
        title = words.text("trend.figure.title_plain", **ends)
        alt = words.text("trend.figure.alt_plain", **ends)
    else:
        names = ("seen", "expected", "low", "high")
        numbers = level(trend.main, trend.measure)
        rates = {name: words.rate(number) for name, number in zip(names, numbers, strict=True)}
        title = words.text("trend.figure.title", **ends, **rates)
        alt = words.text("trend.figure.alt", **ends, **rates)
    marks = marks_of(
        choice.vintage,
        datasets_of(trend.measure),
        month_span(trend.table),
        words,
        transition=trend.windows.transition,
    )
    spec = drawn.spec(words, comparison_charts.trend, trend, marks)
    show_figure(
        "trend",
        title,
        spec,
        alt,
        None,
        words,
        marks=marks,
        source=source_line(choice.vintage, datasets_of(trend.measure), words),
    )
    plain.caption(_key(trend, words))
    show_jumps(trend.table, words)


def _key(trend: Trend, words: Words) -> str:
    """Return the legend of the chart, with only the marks that occur in it."""
    states = set(comparison_charts.months_with_state(trend)["state"])
    marks = [
        ("●", "observed", "used" in states),
        ("━", "model", trend.main is not None),
        ("╌", "unchanged", trend.main is not None),
        ("○", "unused", "unused" in states),
        ("◌", "provisional", "provisional" in states),
    ]
    return "   ".join(
        f"{mark} {words.text(f'trend.figure.{key}')}" for mark, key, is_in in marks if is_in
    )


def _show_answer(choice: Choice, trend: Trend, words: Words) -> None:
    with st.container(border=True):
        if trend.main is None:
            plain.text(bold(reason(trend, words)))
            _show_plain(choice, words)
        else:
            plain.text(joined(bold(levels(trend, trend.main, words)), reading(trend.main, words)))
            plain.text(placebo(trend, words))
        for line in warnings(trend, words):
            plain.text(line)
        show_recording([trend], words, is_citywide=True)
        if trend.main is not None:
            plain.caption(words.text("trend.not_why"))


def _show_plain(choice: Choice, words: Words) -> None:
    """Show the comparison of the two periods, for a series without a model."""
    two_periods = ask.comparison(choice.vintage, choice.measure.id, choice.layer, choice.around)
    if isinstance(two_periods, NoAnswer):
        plain.text(words.text("trend.no_plain", reason=words.no_answer(two_periods)))
    else:
        city = as_table(two_periods, words).row(0, named=True)
        plain.text(words.text("trend.plain", sentence=city["sentence"]))


def _show_more(choice: Choice, trend: Trend, main: LevelChange, words: Words) -> None:
    show_plain_table(
        "trend_models", trends.model_table(trend, words), words.text("trend.more.models"), words
    )
    plain.points(details(trend, main, words))
    if trend.rank is not None:
        rank, of = trend.rank
        ratio = words.number(main.ratio, 2)
        show_figure(
            "placebo_dates",
            words.text("trend.more.placebo_title", n=of - 1, rank=rank, of=of),
            drawn.spec(words, comparison_charts.placebo_dates, trend),
            words.text("trend.more.placebo_alt", n=of - 1, rank=rank, ratio=ratio),
            None,
            words,
            source=source_line(choice.vintage, datasets_of(trend.measure), words),
        )
        show_plain_table(
            "placebo_table",
            trends.placebo_table(trend, words),
            words.text("trend.more.placebo_title", n=of - 1, rank=rank, of=of),
            words,
        )
