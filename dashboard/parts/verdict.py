"""The verdict card: the headline, its numbers, and the cautions."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.parts import comparison_charts, drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.glance import central, range_words, tone
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.tables.comparison import dates_table
from dashboard.words import Words
from dashboard.words.changes import kind_of, size
from dashboard.words.markup import bold, joined
from dashboard.words.ordinary import expected_sentence, second_sentence, steadied_sentence, subject
from dashboard.words.sentences import (
    details,
    headline,
    latest_sentence,
    measure_sentence,
    months_sentence,
)
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.trend import Trend
from queries.declared.measures import Measure
from queries.vintage.catalog import Vintage
from queries.vintage.complaint_days import measure_day_cautions

RECORDING = "recording_"

CHART_TEXTS = ("title", "alt", "note")

OF_AREAS = "recording_placed"
"""The only change in recording that cannot change the whole city's number."""


def show_verdict(row: dict[str, Any], comparison: Comparison, words: Words) -> None:
    """Show both answers on a row, the windows, and all cautions."""
    with st.container(border=True):
        answer, grounds = st.columns([3, 2], gap="large")
        with answer:
            plain.header(headline(row, comparison, words))
            show_central(row, comparison, words)
            show_answers(row, comparison, words)
            _show_dates(row, comparison, words)
        with grounds:
            show_recording([comparison], words)
            plain.caption(measure_sentence(comparison, words))
            show_windows(comparison, words)
            show_cautions([comparison], words)


def show_central(row: dict[str, Any], comparison: Comparison, words: Words) -> None:
    """Show the central figure of a clear verdict large, with its range; nothing of others."""
    large = central(row, words)
    if large:
        show_template(
            "figure",
            large=large,
            range=range_words(row, comparison, words),
            tone=tone(row["verdict"]),
        )


def show_answers(row: dict[str, Any], comparison: Comparison, words: Words) -> None:
    """Show whether the measure changed and whether the date stands out, each on its own line."""
    first = (
        details(row, comparison, words),
        steadied_sentence(row, comparison, words),
        latest_sentence(row, comparison, words),
        months_sentence(row, words),
    )
    _show_answer("change.question", first, words)
    second = (
        second_sentence(row, comparison, words),
        expected_sentence(row, comparison, words),
    )
    _show_answer(f"{subject(comparison)}.question", second, words)


def _show_dates(row: dict[str, Any], comparison: Comparison, words: Words) -> None:
    """Show the city's change among those at all other dates; nothing where there are none."""
    dates = comparison.dates.filter(pl.col("ratio").is_not_null())
    if row["kind"] != "citywide" or row["stands_out"] is None or dates.is_empty():
        return
    kind, low, high = kind_of(comparison), row["ordinary_low"], row["ordinary_high"]
    values = {
        "count": words.number(len(dates)),
        "first": words.month(dates["on"][0]),
        "last": words.month(dates["on"][-1]),
        "own": size(row["ratio"], kind, words),
    }
    short = "_short"
    if low is not None and high is not None:
        short = ""
        values |= {"low": size(low, kind, words), "high": size(high, kind, words)}
    title, alt, note = (f"{name}{short}" for name in CHART_TEXTS)
    show_figure(
        "dates",
        words.text(f"stands_out.chart.{title}", **values),
        drawn.spec(words, comparison_charts.other_dates, comparison),
        words.text(f"{subject(comparison)}.{alt}", **values),
        dates_table(comparison, words),
        words,
    )
    windows = words.number(comparison.windows_apart)
    plain.caption(words.text(f"stands_out.chart.{note}", windows=windows))


def _show_answer(question: str, sentences: Sequence[str | None], words: Words) -> None:
    answer = " ".join(sentence for sentence in sentences if sentence)
    if answer:
        plain.text(joined(bold(words.text(question)), answer))


def show_recording(
    answers: Sequence[Comparison | Trend | Designs], words: Words, *, is_citywide: bool = False
) -> None:
    """Show `recordings` beside the verdicts."""
    for text in recordings(answers, words, is_citywide=is_citywide):
        plain.warning(text)


def recordings(
    answers: Sequence[Comparison | Trend | Designs], words: Words, *, is_citywide: bool = False
) -> list[str]:
    """Return each change in recording inside the windows, once.

    With `is_citywide`, no area is shown: changes that concern only areas are omitted.
    """
    texts = [
        words.say(text)
        for answer in answers
        for code, text in answer.cautions
        if code.startswith(RECORDING) and not (is_citywide and code == OF_AREAS)
    ]
    return list(dict.fromkeys(texts))


def show_windows(comparison: Comparison, words: Words) -> None:
    """Show which days are compared and which are excluded."""
    plain.caption(windows_line(comparison, words))


def windows_line(comparison: Comparison, words: Words) -> str:
    """Return which days are compared and which are excluded."""
    windows = comparison.windows
    before, after = (words.period(period) for period in windows.periods)
    line = words.text("answer.windows", before=before, after=after)
    if windows.transition:
        left_out = words.period(windows.transition)
        line += " " + words.text("answer.transition", transition=left_out)
    return line


def show_days(vintage: Vintage, measure: Measure, words: Words) -> None:
    """Say by which day complaints count, where it is not the day received; cautions say it too."""
    for _, text in measure_day_cautions(vintage, measure):
        plain.caption(words.say(text))


def show_cautions(answers: Sequence[Comparison | Trend], words: Words) -> None:
    """List the other cautions of the measures and the city, each once."""
    plain.cautions(cautions(answers, words), words.text("answer.cautions"))


def cautions(answers: Sequence[Comparison | Trend], words: Words) -> list[str]:
    """Return the cautions of answers without those about recording, which are shown elsewhere."""
    return [
        words.say(text)
        for answer in answers
        for code, text in answer.cautions
        if not code.startswith(RECORDING)
    ]
