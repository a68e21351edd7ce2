"""Race, sex and age as protected counts, in the reader's words: the table of Get the data."""

import polars as pl

from dashboard.words import Words
from queries.declared import dictionary
from queries.records.disclosure import ATTRIBUTES
from queries.vintage.catalog import UNKNOWN


def crossed(
    table: pl.DataFrame, dataset: str, attribute: str, by: str, words: Words
) -> pl.DataFrame:
    """Return the counts as a table of parts × values, each as it may be shown."""
    vocabulary = ATTRIBUTES[dataset][attribute]
    known = dictionary.vocabulary(vocabulary)
    wide = table.pivot(on="value", index="part", values="shown", maintain_order=True)
    # the dictionary's order, then a city's own words as they are, and last what is not known
    held = [one for one in known if one in wide.columns and one != UNKNOWN]
    held += [one for one in wide.columns[1:] if one not in known]
    held += [UNKNOWN] if UNKNOWN in wide.columns else []
    named = {one: words.say(dictionary.word(vocabulary, one)) for one in held if one in known}
    return wide.select(pl.col("part").replace({UNKNOWN: words.text("area_unknown")}), *held).rename(
        {**named, "part": words.text(f"get_the_data.parts.{by}")}
    )
