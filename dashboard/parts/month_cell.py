"""The months behind one number: any measure in any area, by default the first of the city."""

import datetime as dt

import polars as pl

from dashboard.parts import plain
from dashboard.parts.browser import follow_choices
from dashboard.parts.month_chart import show_control, show_grounds, show_months
from dashboard.parts.month_links import cell_key
from dashboard.parts.state import choose, switch, widget_key
from dashboard.parts.waits import show_waits
from dashboard.surface import st
from dashboard.tables import month as month_tables
from dashboard.tables.answers import area_name
from dashboard.words import Words
from dashboard.words.measures import measure_name
from queries.change.cautions import standing_cautions
from queries.review.monitoring import chart
from queries.review.month import Month, month_of
from queries.review.month_measures import month_measure
from queries.review.waits import waits
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

KINDS = ("usual", "control")
"""The charts of a number: its months over what was usual for each, or each month by itself."""

RARE = (None, "few", "short")
"""Reasons beside which the days between records can be shown: none, or too few records to judge."""


def show_cell(month: Month, vintage: Vintage, words: Words) -> None:
    """Offer every measure and area of a month, and show the months of the selected ones."""
    with st.container(key="month_cell"):
        _show_cell(month, vintage, words)


def _show_cell(month: Month, vintage: Vintage, words: Words) -> None:
    scope = f"{vintage.city_id}_{month.layer}_{month.month}_{words.language}"
    measure, area = _chosen(month, vintage, scope, words)
    row = month.table.row(
        by_predicate=(pl.col("measure") == measure) & (pl.col("area_id") == area), named=True
    )
    values = {
        "measure": measure_name(measure, vintage, words),
        "where": month_tables.where(row, month, words),
    }
    with st.container(key=cell_key(measure, area)):
        plain.header(words.text("month.chart", **values))
        title = words.text(
            "month.chart_title", value=month_tables.value_words(row, vintage, words), **values
        )
        control = chart(vintage, measure, month.layer, area, row["month"])
        if control is None or _kind(words) == "usual":
            lead = month_tables.row_sentence(row, words)
            show_months("months", title, lead, row, month, vintage, words)
        else:
            show_control(control, title, row, vintage, words)
        show_grounds(row, month, vintage, words)
        if row["why"] in RARE:
            between = waits(vintage, measure, month.layer, area, row["month"])
            if between is not None:
                show_waits(between, area_name(row, month, words), vintage, words)
    counted = month_measure(vintage, measure, month.layer)
    cautions = [words.say(text) for _, text in standing_cautions(vintage, counted)]
    plain.cautions(cautions, words.text("answer.cautions"))


def _kind(words: Words) -> str:
    """Offer the two kinds of chart, and return the selected one: usual, or control."""
    return switch(
        "chart",
        words.text("month.kind"),
        list(KINDS),
        lambda kind: words.text(f"month.kinds.{kind}"),
        KINDS[0],
        words.language,
    )


@once_per_vintage
def _options(
    vintage: Vintage, layer: str, on: dt.date, words: Words
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of the measures and of the areas of a month, by their ids."""
    month = month_of(vintage, layer, on)
    names = {
        measure: measure_name(measure, vintage, words)
        for measure in month.table["measure"].unique(maintain_order=True)
    }
    areas = {
        row["area_id"]: area_name(row, month, words)
        for row in month.table.unique("area_id", maintain_order=True).to_dicts()
    }
    return names, areas


def _chosen(month: Month, vintage: Vintage, scope: str, words: Words) -> tuple[str, str]:
    """Offer the measures and the areas in lists, and follow the links of the table to them."""
    names, areas = _options(vintage, month.layer, month.month, words)

    def take(choices: dict[str, str]) -> None:
        for key, options in (("cell", names), ("cell_area", areas)):
            if choices.get(key) in options:
                st.session_state[widget_key(key, scope)] = choices[key]

    follow_choices(take)
    columns = st.columns(2)
    with columns[0]:
        measure = choose(
            "cell",
            words.text("month.cell"),
            list(names),
            lambda option: names[option],
            next(iter(names)),
            scope,
        )
    with columns[1]:
        area = choose(
            "cell_area",
            words.text("month.cell_area"),
            list(areas),
            lambda option: areas[option],
            "",
            scope,
        )
    return measure, area
