"""The trend around the policy: the months, what they would have been unchanged, and how sure."""

import streamlit as st

from dashboard.parts import ask, comparison_charts, drawn
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure, show_plain_table, show_table
from dashboard.parts.header import show_about
from dashboard.parts.notes import show_jumps, show_notes
from dashboard.parts.page import head
from dashboard.parts.places import show_places
from dashboard.parts.verdict import show_cautions, show_recording
from dashboard.tables import trends
from dashboard.tables.answers import as_table
from dashboard.words import Words
from dashboard.words.trends import details, label, levels, placebo, reading, reason, warnings
from queries.change.trend import Trend, level
from queries.errors import NoAnswer
from queries.stats.time_series import LevelChange

PAGE = "trend_around_policy"


def show(words: Words) -> None:
    """Show the page."""
    choice = head(PAGE, words)
    if choice is None:
        return
    found = ask.trend_around(
        choice.vintage, choice.measure.id, choice.layer, choice.policy_id, choice.on
    )
    if isinstance(found, NoAnswer):
        st.warning(words.no_answer(found))
        show_about(PAGE, choice.vintage, None, words)
        return
    st.header(label(found, words), anchor=False)
    _show_months(choice, found, words)
    _show_answer(choice, found, words)
    name = f"{found.city}_trend_{found.measure.id}"
    show_table(name, trends.monthly_table(found, words), words)
    show_notes(choice.vintage.month_notes, words)
    show_cautions([found], words)
    if found.main is not None:
        with st.expander(words.text("trend.more.title")):
            _show_more(choice, found, found.main, words)
    show_places(choice, words)
    show_about(PAGE, choice.vintage, found.unit, words)


def _show_months(choice: Choice, found: Trend, words: Words) -> None:
    ends = {
        "measure": label(found, words),
        "first": words.month(found.table["month"][0]),
        "last": words.month(found.table["month"][-1]),
    }
    if found.main is None:
        title = words.text("trend.figure.title_plain", **ends)
        alt = words.text("trend.figure.alt_plain", **ends)
    else:
        names = ("seen", "expected", "low", "high")
        numbers = level(found.main, found.measure)
        said = {name: words.rate(one) for name, one in zip(names, numbers, strict=True)}
        title = words.text("trend.figure.title", **ends, **said)
        alt = words.text("trend.figure.alt", **ends, **said)
    show_figure("trend", title, drawn.spec(words, comparison_charts.trend, found), alt, None, words)
    st.caption(_key(found, words))
    show_jumps(found.table, words)


def _key(found: Trend, words: Words) -> str:
    """Return what each mark of the picture stands for; only those that are drawn."""
    states = set(comparison_charts.months_with_state(found)["state"])
    marks = [
        ("●", "observed", "used" in states),
        ("━", "model", found.main is not None),
        ("╌", "unchanged", found.main is not None),
        ("○", "unused", "unused" in states),
        ("◌", "provisional", "provisional" in states),
    ]
    return "   ".join(
        f"{mark} {words.text(f'trend.figure.{key}')}" for mark, key, is_in in marks if is_in
    )


def _show_answer(choice: Choice, found: Trend, words: Words) -> None:
    with st.container(border=True):
        if found.main is None:
            st.markdown(f"**{reason(found, words)}**")
            _show_plain(choice, words)
        else:
            st.markdown(f"**{levels(found, found.main, words)}** {reading(found.main, words)}")
            st.markdown(placebo(found, words))
        for line in warnings(found, words):
            st.markdown(line)
        show_recording([found], words, is_citywide=True)
        if found.main is not None:
            st.caption(words.text("trend.not_why"))


def _show_plain(choice: Choice, words: Words) -> None:
    """Show the comparison of the two periods, where a model cannot be had."""
    plain = ask.comparison(
        choice.vintage, choice.measure.id, choice.layer, choice.policy_id, choice.on
    )
    if isinstance(plain, NoAnswer):
        st.markdown(words.text("trend.no_plain", reason=words.no_answer(plain)))
    else:
        city = as_table(plain, words).row(0, named=True)
        st.markdown(words.text("trend.plain", sentence=city["sentence"]))


def _show_more(choice: Choice, found: Trend, main: LevelChange, words: Words) -> None:
    show_plain_table(
        "trend_models", trends.model_table(found, words), words.text("trend.more.models"), words
    )
    st.markdown("\n".join(f"- {line}" for line in details(found, main, words)))
    if found.rank is not None:
        rank, of = found.rank
        ratio = words.number(main.ratio, 2)
        show_figure(
            "placebo_dates",
            words.text("trend.more.placebo_title", n=of - 1, rank=rank, of=of),
            drawn.spec(words, comparison_charts.placebo_dates, found),
            words.text("trend.more.placebo_alt", n=of - 1, rank=rank, ratio=ratio),
            None,
            words,
        )
        show_plain_table(
            "placebo_table",
            trends.placebo_table(found, words),
            words.text("trend.more.placebo_title", n=of - 1, rank=rank, of=of),
            words,
        )
