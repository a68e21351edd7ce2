"""One area beside one or two others of the visitor's choice, and the city."""

import polars as pl

from dashboard.parts.choices import Choice
from dashboard.parts.glance import tone
from dashboard.parts.state import choose_many
from dashboard.parts.templates import show_template
from dashboard.tables.comparison import worded
from dashboard.words import Words
from queries.change.compare import Comparison

MOST = 2
"""Other areas beside one's own: more columns than a phone can hold would be a league table."""


def show_beside(
    comparisons: list[Comparison], choice: Choice, names: dict[str, str], words: Words
) -> None:
    """Offer other areas, and show each measure's change in all of them with its range."""
    others = {area: name for area, name in names.items() if area != choice.area}
    areas = choose_many(
        "beside",
        words.text("your_neighborhood.beside_label"),
        list(others),
        lambda area: others[area],
        f"{choice.vintage.city_id}_{choice.layer}_{choice.area}_{words.language}",
        words.text("your_neighborhood.beside_none"),
        most=MOST,
    )
    if not areas:
        return
    columns = {choice.area: names[choice.area], **{area: others[area] for area in areas}}
    rows = []
    for comparison in comparisons:
        table = worded(comparison, words)
        cells = [
            table.row(by_predicate=pl.col("area_id") == area, named=True) for area in columns
        ] + [table.row(0, named=True)]
        rows.append(
            {
                "measure": words.say(comparison.measure.name),
                "cells": [
                    {
                        "tone": tone(cell["verdict"]),
                        "verdict": cell["verdict_words"],
                        "range": cell["range_words"],
                    }
                    for cell in cells
                ],
            }
        )
    show_template(
        "beside",
        caption=words.text("your_neighborhood.beside_table"),
        first=words.text("glance.heads.measure"),
        heads=[*columns.values(), words.say(choice.vintage.city_name)],
        rows=rows,
    )
