"""The columns of an extract as its documents describe them, counted from its own file."""

from dataclasses import dataclass

import polars as pl

from queries.declared import dictionary
from queries.declared.fields import Field
from queries.records.filters import JOINED_BY, Filter
from queries.texts import Texts
from queries.vintage.catalog import UNKNOWN

MOST_VALUES = 40
"""Values that the codebook lists of a column of the city's own words, the most frequent first."""

LISTED = ("category", "list", "level", "flag")
"""Kinds of columns whose values the codebook lists."""

FLAGS = ("false", "true")
"""The values of a flag; their position is their code in a file of Stata."""

TYPES = {
    "day": "date",
    "time": "datetime",
    "point": "number",
    "number": "integer",
    "level": "integer",
    "flag": "boolean",
}
"""The type of a kind of column in a Table Schema; others are strings, or whole numbers."""


@dataclass(frozen=True)
class Column:
    """A column of an extract: its declared field and what the extract holds in it.

    `type` is that in a Table Schema (https://specs.frictionlessdata.io/table-schema).
    `vocabulary` has the values that the column is closed to, with their names by language; it is
    empty for other columns. `filled` is how many records hold a value that says something (as Data
    quality counts them: unknown says nothing), `by_year` the share that do by year (empty without
    a column of days). `values` has the most frequent values, as text, with
    the number of records of each; `values_n` is how many different ones there are.
    """

    field: Field
    type: str
    vocabulary: dict[str, Texts]
    filled: int
    by_year: dict[int, float]
    values: dict[str, int]
    values_n: int

    @property
    def name(self) -> str:
        """The column's name in every file."""
        return self.field.name


def described(selection: Filter, records: pl.LazyFrame) -> tuple[Column, ...]:
    """Return the columns of an extract; `records` are its rows as its Parquet file has them."""
    schema = records.collect_schema()
    fields = [field for field in selection.declared.columns if field.name in schema]
    filled = _filled(selection, records, fields)
    columns = []
    for field in fields:
        values = _values(field, records) if field.kind in LISTED else {}
        closed = dictionary.vocabulary(field.vocabulary) if field.vocabulary else []
        shown = list(values)[: None if closed else MOST_VALUES]
        columns.append(
            Column(
                field=field,
                type=_type(field, schema[field.name]),
                vocabulary={
                    value: dictionary.word(str(field.vocabulary), value) for value in closed
                },
                filled=int(filled[field.name].sum()),
                by_year={
                    year: n / rows
                    for year, rows, n in filled.select("year", "rows", field.name).iter_rows()
                    if year is not None
                },
                values={value: values[value] for value in shown},
                values_n=len(values),
            )
        )
    return tuple(columns)


def _type(field: Field, stored: pl.DataType) -> str:
    return TYPES.get(field.kind, "integer" if stored.is_integer() else "string")


def _filled(selection: Filter, records: pl.LazyFrame, fields: list[Field]) -> pl.DataFrame:
    """Return year, rows and, by column, how many of the year's rows hold a value."""
    has_days = selection.declared.day in [field.name for field in fields]
    day = pl.col(selection.declared.day) if has_days else pl.lit(None, dtype=pl.Date)
    counts = [_says_something(field).sum().alias(field.name) for field in fields]
    return (
        records.group_by(day.dt.year().alias("year"))
        .agg(pl.len().alias("rows"), *counts)
        .sort("year")
        .collect(engine="streaming")
    )


def _says_something(field: Field) -> pl.Expr:
    """Return whether a record's value says something, as in the mart of coverage."""
    value = pl.col(field.name)
    if field.is_zero_empty:
        return value.is_not_null() & (value != 0)
    if field.vocabulary or field.kind == "area":
        return value.is_not_null() & (value != UNKNOWN)
    return value.is_not_null()


def _values(field: Field, records: pl.LazyFrame) -> dict[str, int]:
    """Return the number of records by value as text, most frequent first."""
    value = pl.col(field.name).cast(pl.String).alias("value")
    counts = records.select(value).drop_nulls().group_by("value").len().collect(engine="streaming")
    if field.kind == "list":
        # each value of a list counts once per record
        counts = (
            counts.with_columns(pl.col("value").str.split(JOINED_BY).list.unique())
            .explode("value")
            .group_by("value")
            .agg(pl.col("len").sum())
        )
    return dict(counts.sort(["len", "value"], descending=[True, False]).iter_rows())
