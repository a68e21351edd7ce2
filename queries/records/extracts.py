"""Selected records as a count, a preview and the query of their files, all of the same rows.

One statement serves the count, the preview and every file, so that the screen and the file agree.
data/fields.toml declares the public columns.
"""

import datetime as dt
import re

import polars as pl

from queries.declared import dictionary, fields
from queries.declared.fields import has_sensitive
from queries.errors import NoAnswer
from queries.records.filters import (
    JOINED_BY,
    NOT_STATED,
    WHERE,
    Filter,
    Values,
    dataset,
    literal,
)
from queries.sql_text import read_sql
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

SHOWN_ROWS = 50
"""Records in the preview."""

SHOWN_IDS = 5
"""Ids of areas that a refusal gives as examples."""

SHOWN_VALUES = 20
"""Values of a column that a refusal gives, the most frequent first."""

FLAGS = ("true", "false")

SAMPLED_ROWS = 500
"""Records from which the length of a file is estimated."""

POINT = ("longitude", "latitude")

COARSE = "is_coarse"
"""The column of a query of calls that tells which leave coarser; they come last in a file."""


OWN_NUMBER = r"\d{4}-\d{2} \d{6}"
"""The form of the numbers that Accord gives to records that leave coarser: month and count."""


def whole(vintage: Vintage, name: str) -> Filter:
    """Return the filter of all records of a dataset, with the areas of the first layer."""
    return Filter(vintage.city_id, name, vintage.layer().id)


def columns(vintage: Vintage, selection: Filter) -> list[str]:
    """Return the selected columns in which the city publishes any value.

    Raises NoAnswer for an area that the layer has not, and for a value that the column cannot have:
    no record would look like a quiet area, or like something that never happens.
    """
    _refuse_unknown_areas(vintage, selection)
    _refuse_unknown_values(vintage, selection)
    public = published(vintage, selection.dataset, selection.layer)
    return [column for column in selection.selected_columns if column in public]


@once_per_vintage
def published(vintage: Vintage, name: str, layer: str) -> tuple[str, ...]:
    """Return the public columns of a dataset that have a value in any record, in order."""
    filled = set(vintage.ask("published_fields").iter_rows()) - vintage.lacking
    if not vintage.places(dataset(name).of, layer):
        filled.discard((name, "area"))
    return tuple(column.name for column in dataset(name).columns if column.key in filled)


@once_per_vintage
def reach(vintage: Vintage, selection: Filter) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the whole dataset, by the filter's column of days."""
    every = Filter(selection.city, selection.dataset, selection.layer)
    query, bound = _where(
        vintage, every, f"min({selection.by})::date as first, max({selection.by})::date as last"
    )
    days = vintage.reader.frame(query, bound)
    return days["first"][0], days["last"][0]


@once_per_vintage
def matched(vintage: Vintage, selection: Filter) -> int:
    """Return the number of records that match."""
    if _is_whole(vintage, selection):
        return vintage.manifest.datasets[selection.dataset].rows
    query, values = _where(vintage, selection, "count(*) as n")
    return int(vintage.reader.frame(query, values)["n"][0])


@once_per_vintage
def coarser(vintage: Vintage, selection: Filter) -> int:
    """Return how many of the records that match left coarser (data/sensitive.toml).

    Such a record has a number of Accord's own, or none.
    """
    if not has_sensitive(selection.dataset):
        return 0
    left_coarser = _left_coarser(selection.dataset)
    query, bound = _where(vintage, selection, f"count(*) filter (where {left_coarser}) as n")
    return int(vintage.reader.frame(query, bound)["n"][0])


@once_per_vintage
def finer_by_day(vintage: Vintage, selection: Filter) -> dict[dt.date, int]:
    """Return the number of records that match by day, of a dataset of which some leave coarser.

    Those that left coarser are in no day; a day without others is left out.
    """
    query, bound = _where(vintage, selection, f"{selection.by}::date as day")
    finer = f"{query} and not ({_left_coarser(selection.dataset)})"
    grouped = f"select day, count(*) as n from ({finer}) as chosen group by day"
    return dict(vintage.reader.frame(grouped, bound).iter_rows())


@once_per_vintage
def values(vintage: Vintage, selection: Filter, column: str) -> pl.DataFrame:
    """Return value (text; NOT_STATED for empty) and n of one column, most frequent first.

    n counts records that match the filter without its selection in this column. Each value of a
    list counts once per record.
    """
    kind = selection.declared.column(column).kind
    value = f"coalesce(cast({column} as varchar), '{NOT_STATED}')"
    if kind == "list":
        value = f"unnest(list_distinct(string_split({value}, '{JOINED_BY}')))"
    query, bound = _where(vintage, selection.without(column), f"{value} as value")
    grouped = f"select value, count(*) as n from ({query}) as chosen group by value"
    return vintage.reader.frame(f"{grouped}\norder by n desc, value", bound)


@once_per_vintage
def preview(vintage: Vintage, selection: Filter) -> pl.DataFrame:
    """Return the first SHOWN_ROWS records, the beginning of every file."""
    query, bound = statement(vintage, selection, is_sorted=False)
    keys = [key for key in selection.declared.order if key != COARSE]
    if keys != list(selection.declared.order):
        # the coarser come last: where there are enough others, these are found without a sort
        if _is_one_area(vintage, selection):
            keys.remove("stored_area")
        finer = f"{query} and not {COARSE}\norder by {', '.join(keys)}\nlimit {SHOWN_ROWS}"
        first = vintage.reader.frame(finer, bound)
        if len(first) == SHOWN_ROWS:
            return first
    query, bound = statement(vintage, selection)
    return vintage.reader.frame(f"{query}\nlimit {SHOWN_ROWS}", bound)


def statement(
    vintage: Vintage,
    selection: Filter,
    names: list[str] | None = None,
    *,
    is_sorted: bool = True,
) -> tuple[str, Values]:
    """Return the query of the records, in the order of their files, and its bound values.

    `names` are its columns, by default the selected ones. Raises NoAnswer if the city publishes
    none of them.
    """
    names = columns(vintage, selection) if names is None else names
    if not names:
        raise NoAnswer("no_columns")
    query, bound = _where(vintage, selection, ", ".join(names))
    order = f"\norder by {', '.join(selection.declared.order)}"
    return query + order * is_sorted, bound


def written(vintage: Vintage, selection: Filter) -> str:
    """Return the query with its values as literals, as it can run on the vintage's tables."""
    query, bound = statement(vintage, selection)
    return re.sub(r"\$(\w+)", lambda match: literal(bound[match.group(1)]), query)


@once_per_vintage
def sampled(vintage: Vintage, selection: Filter) -> pl.DataFrame:
    """Return SAMPLED_ROWS records that match, or all of them if there are fewer, in any order."""
    query, bound = statement(vintage, selection, is_sorted=False)
    return vintage.reader.frame(f"{query}\nlimit {SAMPLED_ROWS}", bound)


def as_csv(table: pl.DataFrame, *, with_header: bool = True) -> str:
    """Return a table as CSV in the format of the files."""
    return table.write_csv(include_header=with_header, datetime_format="%Y-%m-%d %H:%M:%S")


def has_points(vintage: Vintage, selection: Filter) -> bool:
    """Return whether the city publishes points for records of the dataset."""
    return set(POINT) <= set(published(vintage, selection.dataset, selection.layer))


@once_per_vintage
def area_counts(vintage: Vintage, selection: Filter) -> dict[str, int]:
    """Return the number of records that match by area; an area without any is left out."""
    query, bound = _where(vintage, selection, "area_id")
    grouped = f"select area_id, count(*) as n from ({query}) as chosen group by area_id"
    return dict(vintage.reader.frame(grouped, bound).iter_rows())


def _left_coarser(name: str) -> str:
    """Return the condition by which a record of a dataset left coarser."""
    number = fields.datasets()[name].id
    return f"({number} is null or regexp_full_match({number}, '{OWN_NUMBER}'))"


def _refuse_unknown_areas(vintage: Vintage, selection: Filter) -> None:
    """Raise NoAnswer for an area that is no id of the layer; it names the id of an area's name."""
    if not selection.areas:
        return
    ids = dict(vintage.areas(selection.layer).select("area_id", "name").iter_rows())
    for area in selection.areas:
        if area not in ids and area != UNKNOWN:
            meant = [known for known, name in ids.items() if name.casefold() == area.casefold()]
            code = "no_such_area_but_name" if meant else "no_such_area"
            known = ", ".join(meant or sorted(ids)[:SHOWN_IDS])
            raise NoAnswer(code, area=area, city=vintage.city_id, known=known)


def _refuse_unknown_values(vintage: Vintage, selection: Filter) -> None:
    """Raise NoAnswer for a value that is no word of its column, and of which there is no record.

    The words of a closed vocabulary are known, whether or not a record has them. Other columns
    have the city's own words: known are those that occur in the vintage.
    """
    every = Filter(selection.city, selection.dataset, selection.layer)
    for column, chosen in selection.categories:
        _refuse_lacking(vintage, selection.dataset, column)
        declared = selection.declared.column(column)
        known = [NOT_STATED, *(FLAGS if declared.kind == "flag" else ())]
        if declared.vocabulary and not declared.is_vocabulary_open:
            known += dictionary.vocabulary(declared.vocabulary)
        for value in chosen:
            if value in known:
                continue
            occurring = values(vintage, every, column)["value"].to_list()
            if value in occurring:
                continue
            stated = [word for word in dict.fromkeys([*occurring, *known]) if word != NOT_STATED]
            alike = [word for word in stated if word.casefold() == value.casefold()]
            raise NoAnswer(
                "no_such_value",
                parameter=f"{WHERE}{column}",
                value=value,
                column=column,
                known=alike or stated[:SHOWN_VALUES],
            )


def _is_whole(vintage: Vintage, selection: Filter) -> bool:
    """Return whether every record of a dataset matches: each is once in every layer."""
    is_layer = selection.layer in {layer.id for layer in vintage.city.layers}
    return is_layer and not selection.clause()[1] and selection.dataset in vintage.manifest.datasets


def _is_one_area(vintage: Vintage, selection: Filter) -> bool:
    """Return whether all records that match lie in one area of the first layer."""
    return len(selection.areas) == 1 and selection.layer == vintage.layer().id


def _where(vintage: Vintage, selection: Filter, terms: str) -> tuple[str, Values]:
    for name in (*dict(selection.categories), *dict(selection.limits)):
        _refuse_lacking(vintage, selection.dataset, name)
    clause, bound = selection.clause()
    records = _records(vintage, selection.dataset, selection.layer)
    query = f"{records}\nselect {terms}\nfrom records\nwhere {clause}"
    return query, {"layer": selection.layer, **bound}


def _refuse_lacking(vintage: Vintage, name: str, column: str) -> None:
    """Raise NoAnswer for a column that a vintage of an earlier format does not have."""
    if vintage.lacks(name, column):
        raise NoAnswer("not_in_vintage", column=column, vintage=vintage.vintage)


def _records(vintage: Vintage, name: str, layer: str) -> str:
    is_first = layer == vintage.layer().id
    query = read_sql("extracts", name, vintage.lacking, in_first_layer=is_first).strip()
    return f"with records as (\n{query}\n)"
