"""Monthly review: what moved last month beyond noise, and the control chart behind each look."""

import datetime as dt
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.control import PICKED
from dashboard.parts import drawn, review_charts
from dashboard.parts.choices import choose_city, choose_layer
from dashboard.parts.figure import show_figure
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link
from dashboard.parts.missing import show_missing
from dashboard.parts.notes import show_notes
from dashboard.parts.state import choose, widget_key
from dashboard.parts.waits import show_waits
from dashboard.tables import review as review_tables
from dashboard.words import Words, capital
from dashboard.words.sentences import in_force
from queries.change.cautions import standing_cautions
from queries.declared.measures import measures
from queries.review.monitoring import (
    Chart,
    Review,
    chart,
    coarsest_layer,
    latest_month,
    review,
    review_months,
)
from queries.review.records_behind import behind_look
from queries.review.waits import waits
from queries.stats.constants import TRIAL_POINTS
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

GRID = "looks"

RARE = (None, "few", "short")
"""Looks that are judged, or too rare for it: in both the days between records can be told."""


def show(words: Words) -> None:
    """Show the page."""
    show_title("monthly_review", words)
    bar = st.columns(3)
    with bar[0]:
        city = choose_city(words)
    vintage = opened(city)
    with bar[2]:
        layer = _choose_layer(vintage, words)
    if not review_months(vintage, layer):
        show_label(vintage, words)
        st.warning(words.text("review.nothing"))
        show_missing(vintage, layer, words)
        show_about("monthly_review", vintage, None, words)
        return
    with bar[1]:
        month = _choose_month(vintage, layer, words)
    show_label(vintage, words)
    found = review(vintage, layer, month)
    st.header(review_tables.headline(found, words), anchor=False)
    if found.looks:
        st.markdown(review_tables.by_chance(found, words))
    _show_remarks(found, vintage, words)
    _show_signals(found, vintage, words)
    scope = f"{city}_{layer}_{month}_{words.language}"
    _show_grid(found, vintage, scope, words)
    _show_chart(found, vintage, scope, words)
    show_missing(vintage, layer, words)
    show_about("monthly_review", vintage, None, words)


def _choose_layer(vintage: Vintage, words: Words) -> str:
    """Offer the layers in which something is shown; the coarsest, mostly districts, first."""
    coarsest = coarsest_layer(vintage)
    layers = {
        layer.id: layer
        for layer in vintage.city.layers
        if layer.id == coarsest or vintage.measures_by_area(layer.id)
    }
    return choose_layer("by", layers, coarsest, f"{vintage.city_id}_{words.language}", words)


def _choose_month(vintage: Vintage, layer: str, words: Words) -> dt.date:
    months = {one.strftime("%Y-%m"): one for one in review_months(vintage, layer)}
    chosen = choose(
        "month",
        words.text("review.month"),
        list(months),
        lambda one: words.month(months[one]),
        latest_month(vintage, layer).strftime("%Y-%m"),
        f"{vintage.city_id}_{layer}_{words.language}",
    )
    return months[chosen]


def _show_remarks(found: Review, vintage: Vintage, words: Words) -> None:
    notes = review_tables.remarks(found, vintage, words) or [words.text("review.no_remarks")]
    st.markdown(f"**{words.text('review.remarks')}:** " + " ".join(notes))


def _show_signals(found: Review, vintage: Vintage, words: Words) -> None:
    """List what stands out, what is new before what goes on, each with the year before."""
    if not found.looks:
        return
    st.header(words.text("review.signals"), anchor=False)
    if found.signals.is_empty():
        st.markdown(words.text("review.no_signals"))
    for is_new, title in ((True, "review.new"), (False, "review.older")):
        rows = found.signals.filter(pl.col("is_new") == is_new)
        _list(title, review_tables.lines(rows, found, vintage, words), words)
    if len(found.signals):
        st.caption(words.text("review.seasons"))
    _list("answer.cautions", review_tables.cautions(found, words), words)


def _show_grid(found: Review, vintage: Vintage, scope: str, words: Words) -> None:
    """Show every look, to be clicked, with the table of all of them under it."""
    st.header(words.text("review.grid"), anchor=False)
    states = dict(found.table["state"].value_counts().iter_rows())
    told = {
        "month": words.month(found.month),
        "concern": states.get("concern", 0),
        "improvement": states.get("improvement", 0),
        "neutral": states.get("neutral", 0),
        "common": states.get("common_cause", 0),
    }
    show_figure(
        GRID,
        capital(words.text("review.grid_title", **told)),
        drawn.spec(words, review_charts.looks, found),
        words.text(
            "review.grid_alt",
            measures=found.table["measure"].n_unique(),
            areas=found.table["area_id"].n_unique(),
            few=states.get("too_few", 0),
            none=states.get("not_judged", 0),
            **told,
        ),
        review_tables.looks_table(found, words),
        words,
        on_select=lambda: _pick(scope),
    )
    st.caption(words.text("review.signal_mark"))


def _pick(scope: str) -> None:
    """Take the cell clicked into the two lists, before the page is drawn again."""
    picked = st.session_state.get(f"chart_{GRID}", {}).get("selection", {}).get(PICKED, [])
    if picked and "measure" in picked[0]:
        st.session_state[widget_key("cell", scope)] = picked[0]["measure"]
        st.session_state[widget_key("cell_area", scope)] = picked[0]["area_id"]


def _show_chart(found: Review, vintage: Vintage, scope: str, words: Words) -> None:
    """Show the months behind one look; the first signal unless another is chosen."""
    st.header(words.text("review.chart"), anchor=False)
    st.caption(words.text("review.click"))
    first = pl.concat([found.signals, found.table]).row(0, named=True)
    names = {
        one: words.say(measures()[one].name)
        for one in found.table["measure"].unique(maintain_order=True)
    }
    areas = {
        row["area_id"]: review_tables.area_name(row, found, words)
        for row in found.table.unique("area_id", maintain_order=True).to_dicts()
    }
    bar = st.columns(2)
    with bar[0]:
        measure = choose(
            "cell",
            words.text("review.chart_measure"),
            list(names),
            lambda one: names[one],
            first["measure"],
            scope,
        )
    with bar[1]:
        area = choose(
            "cell_area",
            words.text("review.chart_area"),
            list(areas),
            lambda one: areas[one],
            first["area_id"],
            scope,
        )
    row = found.table.row(
        by_predicate=(pl.col("measure") == measure) & (pl.col("area_id") == area), named=True
    )
    made = chart(vintage, measure, found.layer, area, found.month)
    spoken = {
        "measure": names[measure],
        "area": areas[area],
        "month": words.month(found.month),
        "rule": review_tables.rule_words(row["rule"], words),
    }
    if row["why"]:
        st.warning(
            words.text("review.no_chart", why=review_tables.why_words(row["why"], words))
            if made is None
            else capital(review_tables.why_words(row["why"], words)) + "."
        )
    if made is not None:
        _draw_chart(made, row, spoken, found, vintage, words)
    else:
        _show_behind(row, found, vintage, words)
    if row["why"] in RARE:
        between = waits(vintage, measure, found.layer, area, found.month)
        if between is not None:
            show_waits(between, areas[area], words)
    standing = standing_cautions(vintage, measures()[measure])
    _list("answer.cautions", [words.say(text) for _, text in standing], words)


def _show_behind(row: dict[str, Any], found: Review, vintage: Vintage, words: Words) -> None:
    """Show the way to the records that a look counted: what is on the screen is in the file."""
    if not row["events"]:
        return
    wanted = behind_look(vintage, found, row)
    n = int(row["events"])
    key = "review.behind_quarter" if row["chart"] == "quarters" else "review.behind"
    unit = vintage.unit(measures()[row["measure"]])
    label = words.text(key, n=words.number(n), unit=words.nouns(unit, n))
    show_link("get_the_data", label, wanted.to_query())


def _draw_chart(
    made: Chart,
    row: dict[str, Any],
    spoken: dict[str, str],
    found: Review,
    vintage: Vintage,
    words: Words,
) -> None:
    kind = "none" if row["why"] else "signal" if row["rule"] else "quiet"
    judged = made.table.row(by_predicate=pl.col("month") == made.judged, named=True)
    signals = made.table.filter("is_signal")["month"].to_list()
    show_figure(
        "control",
        words.text(f"review.chart_title_{kind}", **spoken),
        drawn.spec(words, review_charts.control, vintage, made),
        words.text(
            "review.chart_alt",
            first=words.month(made.table["month"][0]),
            last=words.month(made.table["month"][-1]),
            centre=words.rate(judged["centre"]),
            low=words.rate(judged["low"]),
            high=words.rate(judged["high"]),
            signals=", ".join(words.month(one) for one in signals)
            or words.text("review.no_signal_months"),
            **spoken,
        ),
        review_tables.months_table(made, words),
        words,
    )
    _show_behind(row, found, vintage, words)
    lines = [words.text("review.limits_say", method=made.method, points=made.points)]
    if made.points < TRIAL_POINTS:
        lines.append(words.text("review.trial_say", n=TRIAL_POINTS))
    titles = [
        f"{words.say(one.title)} ({in_force(one, words)})"
        for one in made.policies
        if one.id in made.rebased
    ]
    if titles:
        lines.append(words.text("review.rebased", policies="; ".join(titles)))
    st.caption(" ".join(lines))
    notes = vintage.month_notes.filter(
        pl.col("month").is_between(made.table["month"][0], made.table["month"][-1])
    )
    show_notes(notes, words)


def _list(title: str, lines: list[str], words: Words) -> None:
    """Show lines under a heading, or nothing where there are none."""
    if lines:
        st.markdown(f"**{words.text(title)}**\n" + "\n".join(f"- {one}" for one in lines))
