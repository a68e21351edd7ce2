"""Which records a visitor wants: one object for page, file, URL and address.

Names of datasets and columns are only those that data/fields.toml declares public; every value is
bound. So nothing a visitor types becomes part of a query.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from queries.declared import fields
from queries.declared.fields import Field
from queries.errors import NoAnswer

NOT_STATED = ""
"""The value, in a filter and its URL, of records in which a column is empty."""

JOINED_BY = "; "
"""What stands between the values of a list."""

CHOSEN_BY = ("category", "level", "list", "flag")
"""Kinds of columns by whose values records can be chosen."""

LIMITED_BY = ("number", "level")
"""Kinds of columns that can be limited from below and from above."""

PAGE = "get-the-data"
"""The address of the page that shows the records of a filter."""

WHERE = "where."
"""What the URL's name of such a column begins with, so that none is taken for another choice."""

LEAST, MOST = "least.", "most."
"""The same for a column's lower and upper limit."""

Values = dict[str, Any]
Limits = tuple[int | None, int | None]


@dataclass(frozen=True)
class Dataset:
    """A dataset that can be taken away: its columns in order, its day, what orders and names it."""

    name: str
    day: str
    order: tuple[str, ...]
    noun: str
    of: str
    columns: tuple[Field, ...]

    @property
    def days(self) -> tuple[str, ...]:
        """The columns by which a period can be meant; the first unless another is named."""
        names = (column.name for column in self.columns if column.kind == "day")
        return tuple(dict.fromkeys((self.day, *names)))

    def column(self, name: str) -> Field:
        """Return a public column; raise NoAnswer if there is none of that name."""
        for field in self.columns:
            if field.name == name:
                return field
        names = ", ".join(field.name for field in self.columns)
        raise NoAnswer("no_such_column", column=name, known=names)


@dataclass(frozen=True)
class Filter:
    """Records of one dataset of a city: in a period, in areas, with some values, as some columns.

    An empty choice stands for everything. `first` and `last` are meant by `day`, a column of
    days, or the dataset's own. `categories` holds (column, values) pairs: a record fits if it has
    one of the values in each. `limits` holds (column, (least, most)) pairs, either end open as
    None. Raises NoAnswer for a dataset, a column or a period that cannot be.
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
        """Refuse what is not public, and a period that runs backward."""
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
    def held(self) -> Dataset:
        """The dataset as it is declared."""
        return dataset(self.dataset)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns taken away, in the declared order."""
        names = [column.name for column in self.held.columns]
        return tuple(name for name in names if not self.columns or name in self.columns)

    @property
    def by(self) -> str:
        """The column by which the period is meant."""
        return self.day or self.held.day

    def without(self, column: str) -> "Filter":
        """Return the filter as it is but for the values of one column."""
        categories = tuple(pair for pair in self.categories if pair[0] != column)
        return replace(self, categories=categories)

    def clause(self) -> tuple[str, Values]:
        """Return the condition, `true` where everything is wanted, and the values bound in it."""
        parts: list[str] = []
        values: Values = {}
        day = self.by
        if self.held.column(day).kind == "time":
            day = f"cast({day} as date)"
        for name, sign, limit in (("first", ">=", self.first), ("last", "<=", self.last)):
            if limit is not None:
                parts.append(f"{day} {sign} ${name}")
                values[name] = limit
        if self.areas:
            parts.append(_among("area_id", "area", self.areas, values))
        parts += [
            _having(self.held.column(name), selected, values)
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
        """Return the filter as the parameters of a URL; what is everything is left out."""
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
        """Return the path and parameters under which the site shows the records."""
        return f"/{PAGE}?{urlencode(self.to_query(), doseq=True)}"


def from_query(query: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter that a URL's parameters stand for; others than its own are passed over.

    Raises NoAnswer if city, dataset or layer is not there, or a day or a number is none.
    """
    for parameter in ("city", "dataset", "layer"):
        if not query.get(parameter):
            raise NoAnswer("parameter_missing", parameter=parameter)
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
        day=query.get("day", ("",))[0],
    )


def datasets() -> list[str]:
    """Return the names of all datasets that can be taken away."""
    return list(_declared())


def dataset(name: str) -> Dataset:
    """Return what of a dataset is public; raise NoAnswer if nothing is."""
    declared = _declared()
    if name not in declared:
        raise NoAnswer("no_such_dataset", dataset=name, known=", ".join(declared))
    return declared[name]


def literal(value: object) -> str:
    """Return a bound value as SQL writes it, for reading."""
    if isinstance(value, dt.date):
        return f"date '{value.isoformat()}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _having(column: Field, selected: tuple[str, ...], values: Values) -> str:
    """Return the condition that a record has one of the values, or none where that is wanted."""
    stated = tuple(value for value in selected if value != NOT_STATED)
    parts = []
    if stated and column.kind == "list":
        # kinds of force stand side by side in one cell; one of them is enough
        kinds = f"string_split({column.name}, '{JOINED_BY}')"
        parts = [f"list_contains({kinds}, {_bind(value, column.name, values)})" for value in stated]
    elif stated:
        # a level is a number and a flag true or false; the values of a URL are text
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
    return tuple(
        (name, (_number(query.get(f"{LEAST}{name}")), _number(query.get(f"{MOST}{name}"))))
        for name in dict.fromkeys(names)
    )


def _number(values: Sequence[str] | None) -> int | None:
    if not values:
        return None
    try:
        return int(values[0])
    except ValueError:
        raise NoAnswer("no_such_number", number=values[0]) from None


def _day(values: Sequence[str] | None) -> dt.date | None:
    if not values:
        return None
    try:
        return dt.date.fromisoformat(values[0])
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
