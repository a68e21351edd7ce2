"""Measures around a policy in one table, which opens to the grounds of each."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.parts.figure import show_table
from dashboard.parts.glance import glance
from dashboard.parts.templates import show_template
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from dashboard.words.sentences import answers as grounds
from queries.change.compare import Comparison
from queries.grid.series import monthly
from queries.vintage.catalog import Vintage

HEADS = ("measure", "line", "rates", "now", "range", "said", "more")


def show_measures(
    key: str,
    comparisons: Sequence[Comparison],
    vintage: Vintage,
    layer: str,
    area: str | None,
    caption: str,
    words: Words,
) -> None:
    """Show each comparison as a row: of an area beside the city, or of the city.

    Each comparison must have the area.
    """
    rows, named = [], []
    for comparison in comparisons:
        table = worded(comparison, words)
        city = table.row(0, named=True)
        own = table.filter(pl.col("area_id") == area) if area else table.head(1)
        months = monthly(vintage, comparison.measure.id, layer, area)
        rows.append(_row(own.row(0, named=True), city if area else None, comparison, months, words))
        named.append(own.with_columns(area=pl.lit(words.say(comparison.measure.name))))
    heads = {name: words.text(f"glance.heads.{name}") for name in HEADS}
    if not area:
        heads["range"] = words.text("glance.heads.range_city")
    show_template(
        "measures",
        rows=rows,
        heads=heads,
        caption=caption,
        note=words.text("glance.scale" if area else "glance.scale_city"),
    )
    numbers = comparison_table(pl.concat(named), words)
    by_measure = numbers.rename({words.text("columns.area"): words.text("columns.measure")})
    show_table(key, by_measure, words)


def _row(
    row: dict[str, Any],
    city: dict[str, Any] | None,
    comparison: Comparison,
    months: pl.DataFrame,
    words: Words,
) -> dict[str, Any]:
    said = ""
    if city:
        said = words.text("your_neighborhood.city_said", verdict=city["verdict_words"])
    return {
        **glance(row, city, comparison, months, words),
        "city_said": said,
        "sentences": grounds(row, comparison, words),
    }
