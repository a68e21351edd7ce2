"""The table of protected counts by race, sex and age on the page Get the data."""

import polars as pl

from dashboard.words import Words
from queries.declared import dictionary
from queries.records.disclosure import ATTRIBUTES
from queries.vintage.catalog import UNKNOWN


def crossed(
    table: pl.DataFrame, dataset: str, attribute: str, by: str, words: Words
) -> pl.DataFrame:
    """Return the counts as a table of parts × values; cells are counts or ranges."""
    vocabulary = ATTRIBUTES[dataset][attribute]
    declared = dictionary.vocabulary(vocabulary)
    wide = table.pivot(on="value", index="part", values="shown", maintain_order=True)
    # the dictionary's order, then the city's own words, then unknown
    values = [value for value in declared if value in wide.columns and value != UNKNOWN]
    values += [value for value in wide.columns[1:] if value not in declared]
    values += [UNKNOWN] if UNKNOWN in wide.columns else []
    names = {
        value: words.say(dictionary.word(vocabulary, value))
        for value in values
        if value in declared
    }
    return wide.select(
        pl.col("part").replace({UNKNOWN: words.text("area_unknown")}), *values
    ).rename({**names, "part": words.text(f"get_the_data.parts.{by}")})
