"""The columns of an extract as two tables: what each means, and what its values mean."""

import polars as pl

from dashboard.bundle import stata
from dashboard.bundle.columns import Column
from dashboard.bundle.extract import Extract
from dashboard.bundle.producer import source_columns
from dashboard.words import Words, load
from dashboard.words.extracts import value_name
from dashboard.words.languages import folders
from queries.declared.fields import Field


def fields(extract: Extract) -> pl.DataFrame:
    """Return a row per column: its name, type, meaning, unit, share filled and what made it."""
    return pl.DataFrame(
        [
            {
                "field": column.name,
                "type": column.type,
                "kind": column.field.kind,
                "label": stata.label(column, extract.words),
                "unit": unit(column, extract.words),
                "filled": column.filled,
                "records": extract.n,
                "source_columns": "; ".join(producer_columns(extract, column)),
                "made": " ".join(made(extract, column)),
            }
            for column in extract.columns
        ]
    )


def values(extract: Extract) -> pl.DataFrame:
    """Return a row per value of a flag or a closed vocabulary: field, value, code and labels.

    `code` is the number in the file of Stata, `label` its label there; each language has a column
    of its own, and `n` is the number of records.
    """
    languages = {f"label_{language}": load(language) for language in folders()}
    texts = ("field", "value", "label", *languages)
    return pl.DataFrame(
        [
            {
                "field": column.name,
                "value": value,
                "code": code,
                "label": value_name(column.field, value, extract.words),
                **{name: meaning(column, value, words) for name, words in languages.items()},
                "n": column.values.get(value, 0),
            }
            for column in extract.columns
            for value, code in stata.codes(column).items()
        ],
        schema=dict.fromkeys(texts, pl.String) | {"code": pl.Int64, "n": pl.Int64},
    ).select("field", "value", "code", "label", *languages, "n")


def meaning(column: Column, value: str, words: Words) -> str:
    """Return the whole meaning of a value; the value itself where no vocabulary has it."""
    if value in column.vocabulary:
        return words.say(column.vocabulary[value])
    return value_name(column.field, value, words)


def unit(column: Column, words: Words) -> str:
    """Return the unit of a column: degrees, seconds, days or a count; empty where it has none."""
    field = column.field
    if field.kind == "point":
        return words.text("bundle.units.degrees")
    if field.kind == "number":
        ending = field.name.rpartition("_")[2]
        return words.text(f"bundle.units.{UNITS.get(ending, 'count')}")
    return ""


UNITS = {"s": "seconds", "open": "days"}
"""The unit of a number by the last part of its name; every other number is a count."""


def producer_columns(extract: Extract, column: Column) -> list[str]:
    """Return the columns of the producer's files that a column is read from."""
    return source_columns(extract.vintage.city_id, column.field)


def made(extract: Extract, column: Column) -> list[str]:
    """Return what Accord did to make a column, in sentences."""
    field, words = column.field, extract.words
    return [
        words.text(f"bundle.made.{_origin(field)}", decimals=extract.vintage.city.public_decimals),
        *([words.text(f"bundle.merged.{field.merge}")] if field.merge else []),
        *([words.text(f"bundle.coarser.{field.sensitive}")] if field.sensitive else []),
    ]


def _origin(field: Field) -> str:
    """Return the kind of way in which a column is made."""
    if field.kind in ("area", "point"):
        return field.kind
    return "derived" if field.is_derived and field.kind != "id" else "read"
