"""Monthly review: what moved in a month beyond its usual range, where, and the months behind it."""

import datetime as dt

from dashboard.parts import plain
from dashboard.parts.bar import show_bar
from dashboard.parts.brief import show_briefs
from dashboard.parts.choices import layer_offer
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.completion import show_completion
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.missing import show_missing
from dashboard.parts.month_areas import show_areas
from dashboard.parts.month_cell import show_cell
from dashboard.parts.month_signals import show_signals
from dashboard.parts.month_table import show_month_table
from dashboard.parts.state import Offer, selected, switch
from dashboard.parts.workload import show_workload
from dashboard.tables import month as month_tables
from dashboard.tables.review import cautions
from dashboard.words import Words
from queries.review.monitoring import coarsest_layer
from queries.review.month import month_of
from queries.review.month_measures import month_choices, opening_month
from queries.vintage.catalog import Vintage

SECTIONS = ("moved", "workload")
"""What stands under the city's table: what moved and where, or workload and care."""


def show(words: Words) -> None:
    """Show the page."""
    show_title("monthly_review", words)
    vintage = selected_vintage(words)
    areas = _layer_offer(vintage, words)
    layer = selected(areas)
    if not month_choices(vintage, layer):
        show_bar([city_offer(words), areas])
        show_label(vintage, words)
        plain.warning(words.text("review.nothing"))
        show_missing(vintage, layer, words)
        show_about("monthly_review", vintage, None, words)
        return
    months = _month_offer(vintage, layer, words)
    show_bar([city_offer(words), months, areas])
    month = month_of(vintage, layer, dt.date.fromisoformat(f"{selected(months)}-01"))
    show_label(vintage, words)
    plain.header(month_tables.headline(month, words))
    plain.points(
        month_tables.signal_title(row, month, vintage, words) for row in month.signals.to_dicts()
    )
    plain.caption(month_tables.promise(month, vintage, words))
    plain.points(month_tables.other_months(month, vintage, words))
    show_briefs(vintage, month.month, layer, words)
    on_record = month_tables.on_record(vintage, month.month, month.month, words)
    plain.points(on_record, words.text("month.on_record"))
    show_month_table(month, vintage, words)
    plain.cautions(cautions(month, vintage, words), words.text("answer.cautions"))
    if _section(words) == "workload":
        show_workload(vintage, month, words)
        show_completion(vintage, words)
    else:
        show_signals(month, vintage, words)
        show_areas(month, vintage, words)
        show_cell(month, vintage, words)
    show_missing(vintage, layer, words)
    show_about("monthly_review", vintage, None, words)


def _section(words: Words) -> str:
    """Offer what stands under the table of the city, and return the selected part of it."""
    return switch(
        "section",
        words.text("month.section"),
        list(SECTIONS),
        lambda section: words.text(f"month.sections.{section}"),
        SECTIONS[0],
        words.language,
    )


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
    choices = month_choices(vintage, layer)
    return Offer(
        "month",
        words.text("review.month"),
        {f"{month:%Y-%m}": words.month(month) for month in choices},
        f"{opening_month(vintage, layer):%Y-%m}",
        f"{vintage.city_id}_{layer}_{words.language}",
    )
