"""Days between rare records, under the control chart of a quiet area."""

import polars as pl
import streamlit as st

from dashboard.charts.waits import waits_chart
from dashboard.parts import drawn
from dashboard.parts.figure import show_figure
from dashboard.tables.review import state_words, waits_table
from dashboard.words import Words
from queries.review.waits import Waits
from queries.stats.constants import TRIAL_POINTS


def show_waits(made: Waits, area: str, words: Words) -> None:
    """Show how long an area, named as it is read, waited from record to record."""
    table = made.table
    last = table.row(-1, named=True)
    told = {
        "measure": words.say(made.measure.name),
        "area": area,
        "nouns": words.nouns(made.unit),
        "days": words.number(last["gap"]),
        "centre": words.number(last["centre"]),
        "high": words.number(last["high"]),
        "first": words.day(made.first),
        "last": words.day(made.last),
        "points": made.points,
    }
    outside = table.filter("is_outside")["day"].to_list()
    rows = table.to_dicts()
    spoken = table.with_columns(
        day_words=pl.Series([words.day(row["day"]) for row in rows]),
        state_words=pl.Series([state_words(row["icon"], words) for row in rows]),
    )
    show_figure(
        "waits",
        words.text("waits.title_long" if last["is_outside"] else "waits.title", **told),
        drawn.spec(words, waits_chart, spoken),
        words.text(
            "waits.alt",
            outside=", ".join(words.day(one) for one in outside) or words.text("waits.none"),
            **told,
        ),
        waits_table(made, words),
        words,
    )
    says = words.text("waits.says", **told)
    if made.points < TRIAL_POINTS:
        says += " " + words.text("waits.trial", n=TRIAL_POINTS)
    st.caption(says)
