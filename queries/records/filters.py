"""The filter that selects records: one object for the page, the file and the address.

It accepts only datasets and columns that data/fields.toml declares public, and every value is a
bound parameter. Nothing that a visitor types becomes part of a query.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from queries.dates import read_day
from queries.declared import fields
from queries.declared.fields import Field
from queries.errors import NoAnswer

NOT_STATED = ""
"""The value that selects records in which a column is empty, in a filter and in its URL."""

JOINED_BY = "; "
"""The separator between the values of a list."""

CHOSEN_BY = ("category", "level", "list", "flag")
"""Kinds of columns whose values can be selected."""

LIMITED_BY = ("number", "level")
"""Kinds of columns that can have a lower and an upper limit."""

PAGE = "get-the-data"
"""The address of the page that shows the records of a filter."""

FILES = "/data"
"""The beginning of the addresses of files."""

WHERE = "where."
"""Prefix of a column's name in the URL, which keeps it apart from other parameters."""

WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
"""A number in the URL: other digits, 1_000 and +5 are numbers to Python, and typing errors here."""

IN_PATH = ("city", "dataset")
"""What the path of a file names, by its parameters."""

LEAST, MOST = "least.", "most."
"""Prefixes of a column's lower and upper limit in the URL."""

Values = dict[str, Any]
Limits = tuple[int | None, int | None]


@dataclass(frozen=True)
class Dataset:
    """A public dataset: its columns in order, its day, its sort order and its noun."""

    name: str
    day: str
    order: tuple[str, ...]
    noun: str
    of: str
    columns: tuple[Field, ...]

    @property
    def days(self) -> tuple[str, ...]:
        """The columns that can date a period; the first is the default."""
        names = (column.name for column in self.columns if column.kind == "day")
        return tuple(dict.fromkeys((self.day, *names)))

    def column(self, name: str) -> Field:
        """Return a public column; raise NoAnswer if no column has that name."""
        for field in self.columns:
            if field.name == name:
                return field
        names = ", ".join(field.name for field in self.columns)
        raise NoAnswer("no_such_column", column=name, known=names)


@dataclass(frozen=True)
class Filter:
    """A selection of one dataset's records: period, areas, values, limits and columns.

    An empty field selects everything. `first` and `last` refer to the column `day`, or to the
    dataset's own day if `day` is empty. `categories` has (column, values) pairs: a record must have
    one of the values in each. `limits` has (column, (least, most)) pairs; None leaves an end open.
    Raises NoAnswer for an unknown dataset or column and for a period that ends before it begins.
    """

    city: str
    dataset: str
    layer: str
    first: dt.date | None = None
    last: dt.date | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[tuple[str, tuple[str, ...]], ...] = ()
    limits: tuple[tuple[str, Limits], ...] = ()
    columns: tuple[str, ...] = ()
    day: str = ""

    def __post_init__(self) -> None:
        """Refuse columns that are not public, and a period that ends before it begins."""
        declared = dataset(self.dataset)
        for pairs, kinds in ((self.categories, CHOSEN_BY), (self.limits, LIMITED_BY)):
            for name, _ in pairs:
                if declared.column(name).kind not in kinds:
                    raise NoAnswer("not_chosen_by", column=name)
        for name in self.columns:
            declared.column(name)
        if self.day and self.day not in declared.days:
            raise NoAnswer("no_such_column", column=self.day, known=", ".join(declared.days))
        if self.first and self.last and self.first > self.last:
            raise NoAnswer("period_backward", first=self.first, last=self.last)

    @property
    def declared(self) -> Dataset:
        """The declared dataset of the filter."""
        return dataset(self.dataset)

    @property
    def selected_columns(self) -> tuple[str, ...]:
        """The columns of the file, in the declared order."""
        names = [column.name for column in self.declared.columns]
        return tuple(name for name in names if not self.columns or name in self.columns)

    @property
    def by(self) -> str:
        """The column that dates the period."""
        return self.day or self.declared.day

    def without(self, column: str) -> "Filter":
        """Return the filter without the selected values of one column."""
        categories = tuple(pair for pair in self.categories if pair[0] != column)
        return replace(self, categories=categories)

    def clause(self) -> tuple[str, Values]:
        """Return the SQL condition, `true` for an empty filter, and its bound values."""
        parts: list[str] = []
        values: Values = {}
        # not by the day of a time: that would read the stretches of a table that are out of reach
        up_to = "< $last + 1" if self.declared.column(self.by).kind == "time" else "<= $last"
        for name, sign, limit in (
            ("first", ">= $first", self.first),
            ("last", up_to, self.last),
        ):
            if limit is not None:
                parts.append(f"{self.by} {sign}")
                values[name] = limit
        if self.areas:
            parts.append(_among("area_id", "area", self.areas, values))
        parts += [
            _having(self.declared.column(name), selected, values)
            for name, selected in self.categories
            if selected
        ]
        for name, ends in self.limits:
            for sign, prefix, end in zip((">=", "<="), ("least", "most"), ends, strict=True):
                if end is not None:
                    values[f"{prefix}_{name}"] = end
                    parts.append(f"{name} {sign} ${prefix}_{name}")
        return " and ".join(parts) or "true", values

    def to_query(self) -> dict[str, list[str]]:
        """Return the filter as the parameters of a URL; empty fields are left out."""
        parameters = {"city": [self.city], "dataset": [self.dataset], "layer": [self.layer]}
        if self.first:
            parameters["from"] = [self.first.isoformat()]
        if self.last:
            parameters["to"] = [self.last.isoformat()]
        if self.day:
            parameters["day"] = [self.day]
        if self.areas:
            parameters["area"] = list(self.areas)
        parameters |= {f"{WHERE}{name}": list(selected) for name, selected in self.categories}
        for name, ends in self.limits:
            for prefix, end in zip((LEAST, MOST), ends, strict=True):
                if end is not None:
                    parameters[f"{prefix}{name}"] = [str(end)]
        if self.columns:
            parameters["column"] = list(self.columns)
        return parameters

    def address(self) -> str:
        """Return the path and parameters of the page that shows the records."""
        return f"/{PAGE}?{urlencode(self.to_query(), doseq=True)}"

    def file_address(self, vintage: str, form: str) -> str:
        """Return the path and parameters at which a vintage's file of the records is given."""
        query = {key: values for key, values in self.to_query().items() if key not in IN_PATH}
        path = f"{FILES}/{quote(self.city)}/{quote(vintage)}/{self.dataset}.{form}"
        return f"{path}?{urlencode(query, doseq=True)}"


def from_query(query: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter in a URL's parameters; parameters of other features are ignored.

    Raises NoAnswer if city, dataset or layer is missing, if a day or a number cannot be read, and
    if the lower limit of a column is above its upper one: no record would look like a finding.
    """
    for parameter in ("city", "dataset", "layer"):
        if not query.get(parameter):
            raise NoAnswer("parameter_missing", parameter=parameter)
    days = query.get("day", ())
    if days and not days[0]:
        raise NoAnswer("parameter_missing", parameter="day")
    return Filter(
        city=query["city"][0],
        dataset=query["dataset"][0],
        layer=query["layer"][0],
        first=_day(query.get("from")),
        last=_day(query.get("to")),
        areas=tuple(query.get("area", ())),
        categories=tuple(
            (name.removeprefix(WHERE), tuple(selected))
            for name, selected in query.items()
            if name.startswith(WHERE) and selected
        ),
        limits=_limits(query),
        columns=tuple(query.get("column", ())),
        day=days[0] if days else "",
    )


def datasets() -> list[str]:
    """Return the names of all public datasets."""
    return list(_declared())


def dataset(name: str) -> Dataset:
    """Return the public part of a dataset; raise NoAnswer if the dataset has none."""
    declared = _declared()
    if name not in declared:
        raise NoAnswer("no_such_dataset", dataset=name, known=", ".join(declared))
    return declared[name]


def literal(value: object) -> str:
    """Return a bound value as an SQL literal, for display only."""
    if isinstance(value, dt.date):
        return f"date '{value.isoformat()}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _having(column: Field, selected: tuple[str, ...], values: Values) -> str:
    """Return the condition that a column has one of the values; NOT_STATED selects empty cells."""
    stated = tuple(value for value in selected if value != NOT_STATED)
    parts = []
    if stated and column.kind == "list":
        # a cell has several kinds of force; one of them is enough
        kinds = f"string_split({column.name}, '{JOINED_BY}')"
        parts = [f"list_contains({kinds}, {_bind(value, column.name, values)})" for value in stated]
    elif stated:
        # values in a URL are text, but a level is a number and a flag is boolean
        name = column.name if column.kind == "category" else f"cast({column.name} as varchar)"
        parts = [_among(name, column.name, stated, values)]
    if len(stated) < len(selected):
        parts.append(f"{column.name} is null")
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _among(column: str, name: str, selected: tuple[str, ...], values: Values) -> str:
    return f"{column} in ({', '.join(_bind(value, name, values) for value in selected)})"


def _bind(value: str, name: str, values: Values) -> str:
    key = f"{name}_{len(values)}"
    values[key] = value
    return f"${key}"


def _limits(query: Mapping[str, Sequence[str]]) -> tuple[tuple[str, Limits], ...]:
    names = [name.split(".", 1)[1] for name in query if name.startswith((LEAST, MOST))]
    limits: dict[str, Limits] = {}
    for name in names:
        least, most = (_number(query.get(f"{prefix}{name}")) for prefix in (LEAST, MOST))
        if least is not None and most is not None and least > most:
            raise NoAnswer("limits_backward", column=name, least=least, most=most)
        limits[name] = least, most
    return tuple(limits.items())


def _number(values: Sequence[str] | None) -> int | None:
    if not values:
        return None
    if WHOLE_NUMBER.fullmatch(values[0]) is None:
        raise NoAnswer("no_such_number", number=values[0])
    return int(values[0])


def _day(values: Sequence[str] | None) -> dt.date | None:
    if not values:
        return None
    try:
        return read_day(values[0])
    except ValueError:
        raise NoAnswer("no_such_day", day=values[0]) from None


@cache
def _declared() -> dict[str, Dataset]:
    return {
        declared.name: Dataset(
            name=declared.name,
            day=declared.day,
            order=declared.order,
            noun=declared.noun,
            of=declared.of,
            columns=tuple(field for field in declared.fields if field.is_public),
        )
        for declared in fields.datasets().values()
    }
