"""Monthly review: what moved last month beyond noise, and the control chart behind each look."""

import datetime as dt
from typing import Any

import polars as pl

from dashboard.charts.areas import PICKED
from dashboard.parts import drawn, plain, review_charts
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import layer_offer
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.figure import show_figure
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.missing import show_missing
from dashboard.parts.notes import show_notes
from dashboard.parts.source import source_line
from dashboard.parts.state import Offer, choose, selected, widget_key
from dashboard.parts.templates import show_template
from dashboard.parts.waits import show_waits
from dashboard.surface import st
from dashboard.tables import review as review_tables
from dashboard.tables.answers import area_name
from dashboard.words import Words, capital
from dashboard.words.markup import bold, joined
from dashboard.words.sentences import in_force
from queries.change.cautions import standing_cautions
from queries.declared.fields import has_sensitive
from queries.declared.measures import datasets_of, measures
from queries.records import extracts
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

GRID = "looks"

RARE = (None, "few", "short")
"""States for which the days between records can be shown: judged, or too few records to judge."""


def show(words: Words) -> None:
    """Show the page."""
    show_title("monthly_review", words)
    vintage = selected_vintage(words)
    areas = _layer_offer(vintage, words)
    layer = selected(areas)
    if not review_months(vintage, layer):
        show_bar([city_offer(words), areas])
        show_label(vintage, words)
        plain.warning(words.text("review.nothing"))
        show_missing(vintage, layer, words)
        show_about("monthly_review", vintage, None, words)
        return
    months = _month_offer(vintage, layer, words)
    show_bar([city_offer(words), months, areas])
    month = dt.date.fromisoformat(f"{selected(months)}-01")
    show_label(vintage, words)
    month_review = review(vintage, layer, month)
    plain.header(review_tables.headline(month_review, words))
    if month_review.looks:
        plain.text(review_tables.by_chance(month_review, words))
    _show_remarks(month_review, vintage, words)
    _show_signals(month_review, vintage, words)
    scope = f"{vintage.city_id}_{layer}_{month}_{words.language}"
    _show_grid(month_review, vintage, scope, words)
    _show_chart(month_review, vintage, scope, words)
    show_missing(vintage, layer, words)
    show_about("monthly_review", vintage, None, words)


def _layer_offer(vintage: Vintage, words: Words) -> Offer:
    """Return the layers that have something to show; the coarsest (mostly districts) first."""
    coarsest = coarsest_layer(vintage)
    layers = {
        layer.id: layer
        for layer in vintage.city.layers
        if layer.id == coarsest or vintage.measures_by_area(layer.id)
    }
    scope = f"{vintage.city_id}_{words.language}"
    return layer_offer(layers, scope, words, key="by", default=coarsest)


def _month_offer(vintage: Vintage, layer: str, words: Words) -> Offer:
    return Offer(
        "month",
        words.text("review.month"),
        {f"{month:%Y-%m}": words.month(month) for month in review_months(vintage, layer)},
        f"{latest_month(vintage, layer):%Y-%m}",
        f"{vintage.city_id}_{layer}_{words.language}",
    )


def _show_remarks(month_review: Review, vintage: Vintage, words: Words) -> None:
    notes = review_tables.remarks(month_review, vintage, words) or [words.text("review.no_remarks")]
    plain.text(joined(bold(f"{words.text('review.remarks')}:"), *notes))


def _show_signals(month_review: Review, vintage: Vintage, words: Words) -> None:
    """List the signals, new ones before continuing ones, each with the year before."""
    if not month_review.looks:
        return
    plain.header(words.text("review.signals"))
    if month_review.signals.is_empty():
        plain.text(words.text("review.no_signals"))
    for is_new, title in ((True, "review.new"), (False, "review.older")):
        rows = month_review.signals.filter(pl.col("is_new") == is_new)
        _list(title, review_tables.lines(rows, month_review, vintage, words), words)
    if len(month_review.signals):
        plain.caption(words.text("review.seasons"))
    plain.cautions(review_tables.cautions(month_review, words), words.text("answer.cautions"))


def _show_grid(month_review: Review, vintage: Vintage, scope: str, words: Words) -> None:
    """Show all looks as a grid to click, with their table."""
    plain.header(words.text("review.grid"))
    states = dict(month_review.table["state"].value_counts().iter_rows())
    values = {
        "month": words.month(month_review.month),
        "concern": states.get("concern", 0),
        "improvement": states.get("improvement", 0),
        "neutral": states.get("neutral", 0),
        "common": states.get("common_cause", 0),
    }
    title = capital(words.text("review.grid_title", **values))
    with st.container(key="looks"):  # on paper the table below stands in its place
        show_figure(
            GRID,
            title,
            drawn.spec(words, review_charts.looks, month_review),
            words.text(
                "review.grid_alt",
                measures=month_review.table["measure"].n_unique(),
                areas=month_review.table["area_id"].n_unique(),
                few=states.get("too_few", 0),
                none=states.get("not_judged", 0),
                **values,
            ),
            review_tables.looks_table(month_review, words),
            words,
            on_select=lambda: _pick(scope),
            source=source_line(vintage, vintage.manifest.datasets, words),
        )
    show_template("looks", caption=title, **review_charts.looks_on_paper(month_review, words))
    plain.caption(words.text("review.signal_mark"))


def _pick(scope: str) -> None:
    """Put the clicked cell's measure and area into the two lists, before the page runs again."""
    selection = st.session_state.get(f"chart_{GRID}", {}).get("selection", {}).get(PICKED, [])
    if selection and "measure" in selection[0]:
        st.session_state[widget_key("cell", scope)] = selection[0]["measure"]
        st.session_state[widget_key("cell_area", scope)] = selection[0]["area_id"]


def _show_chart(month_review: Review, vintage: Vintage, scope: str, words: Words) -> None:
    """Show the months behind a look: the selected one, by default the first signal."""
    plain.header(words.text("review.chart"))
    plain.caption(words.text("review.click"))
    first = pl.concat([month_review.signals, month_review.table]).row(0, named=True)
    names = {
        measure_id: words.say(measures()[measure_id].name)
        for measure_id in month_review.table["measure"].unique(maintain_order=True)
    }
    areas = {
        row["area_id"]: area_name(row, month_review, words)
        for row in month_review.table.unique("area_id", maintain_order=True).to_dicts()
    }
    bar = st.columns(2)
    with bar[0]:
        measure = choose(
            "cell",
            words.text("review.chart_measure"),
            list(names),
            lambda option: names[option],
            first["measure"],
            scope,
        )
    with bar[1]:
        area = choose(
            "cell_area",
            words.text("review.chart_area"),
            list(areas),
            lambda option: areas[option],
            first["area_id"],
            scope,
        )
    row = month_review.table.row(
        by_predicate=(pl.col("measure") == measure) & (pl.col("area_id") == area), named=True
    )
    control = chart(vintage, measure, month_review.layer, area, month_review.month)
    values = {
        "measure": names[measure],
        "area": areas[area],
        "month": words.month(month_review.month),
        "rule": review_tables.rule_words(row["rule"], words),
    }
    if row["why"]:
        plain.warning(
            words.text("review.no_chart", why=review_tables.why_words(row["why"], words))
            if control is None
            else capital(review_tables.why_words(row["why"], words)) + "."
        )
    if control is not None:
        _draw_chart(control, row, values, month_review, vintage, words)
    else:
        _show_behind(row, month_review, vintage, words)
    if row["why"] in RARE:
        between = waits(vintage, measure, month_review.layer, area, month_review.month)
        if between is not None:
            show_waits(between, areas[area], vintage, words)
    standing = standing_cautions(vintage, measures()[measure])
    plain.cautions([words.say(text) for _, text in standing], words.text("answer.cautions"))


def _show_behind(row: dict[str, Any], month_review: Review, vintage: Vintage, words: Words) -> None:
    """Show the link to exactly the records that a look counted."""
    if not row["events"]:
        return
    selection = behind_look(vintage, month_review, row)
    n = int(row["events"])
    key = "review.behind_quarter" if row["chart"] == "quarters" else "review.behind"
    unit = vintage.unit(measures()[row["measure"]])
    label = words.text(key, n=words.number(n), unit=words.nouns(unit, n))
    show_link("get_the_data", label, selection.to_query())
    if has_sensitive(selection.dataset):
        _say_what_is_coarser(n - extracts.matched(vintage, selection), words)


def _say_what_is_coarser(lacking: int, words: Words) -> None:
    """Say how many sensitive records a list lacks, or has because their area does not leave."""
    if lacking:
        key = "review.behind_sensitive" if lacking > 0 else "review.behind_without_area"
        plain.caption(words.text(key, n=words.number(abs(lacking))))


def _draw_chart(
    control: Chart,
    row: dict[str, Any],
    values: dict[str, str],
    month_review: Review,
    vintage: Vintage,
    words: Words,
) -> None:
    kind = "none" if row["why"] else "signal" if row["rule"] else "quiet"
    judged = control.table.row(by_predicate=pl.col("month") == control.judged, named=True)
    signals = control.table.filter("is_signal")["month"].to_list()
    marks = marks_of(
        vintage,
        datasets_of(control.measure),
        month_span(control.table),
        words,
        policies=control.policies,
    )
    show_figure(
        "control",
        words.text(f"review.chart_title_{kind}", **values),
        drawn.spec(words, review_charts.control, vintage, control, marks),
        words.text(
            "review.chart_alt",
            first=words.month(control.table["month"][0]),
            last=words.month(control.table["month"][-1]),
            centre=words.rate(judged["centre"]),
            low=words.rate(judged["low"]),
            high=words.rate(judged["high"]),
            signals=", ".join(words.month(month) for month in signals)
            or words.text("review.no_signal_months"),
            **values,
        ),
        review_tables.months_table(control, words),
        words,
        marks=marks,
        source=source_line(vintage, datasets_of(control.measure), words),
    )
    _show_behind(row, month_review, vintage, words)
    lines = [words.text("review.limits_say", method=control.method, points=control.points)]
    if control.points < TRIAL_POINTS:
        lines.append(words.text("review.trial_say", n=TRIAL_POINTS))
    titles = [
        f"{words.say(policy.title)} ({in_force(policy, words)})"
        for policy in control.policies
        if policy.id in control.rebased
    ]
    if titles:
        lines.append(words.text("review.rebased", policies="; ".join(titles)))
    plain.caption(" ".join(lines))
    notes = vintage.month_notes.filter(
        pl.col("month").is_between(control.table["month"][0], control.table["month"][-1])
    )
    show_notes(notes, vintage, words)


def _list(title: str, lines: list[str], words: Words) -> None:
    """Show lines under a heading; nothing if there are no lines."""
    plain.points(lines, words.text(title))
