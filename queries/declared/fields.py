"""The datasets and fields that data/fields.toml declares."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from queries.declared.field_checks import FIELDS, check_fields
from queries.declared.reading import read_toml
from queries.texts import Texts

Kind = Literal[
    "id",
    "day",
    "time",
    "area",
    "point",
    "number",
    "decimal",
    "category",
    "list",
    "level",
    "flag",
    "text",
]
Merge = Literal["any", "first", "first_known", "least", "most", "each"]

UNCOUNTED = ("id", "area", "point")
"""Kinds that are not in the coverage of Data quality unless the field declares it."""

MERGES: dict[str, Merge] = {
    "day": "least",
    "time": "least",
    "number": "most",
    "decimal": "first",
    "category": "first",
    "list": "each",
    "level": "most",
    "flag": "any",
    "text": "first",
}
"""By kind, the rule that merges the values of a record's rows."""


@dataclass(frozen=True)
class Field:
    """A field of a dataset; data/fields.toml describes the attributes.

    `staged` has the staging columns of the field with their kinds. `section` and `place` are its
    position on Use of force; `section` is None where the page does not show it. `names` is its
    label by language.
    """

    dataset: str
    name: str
    kind: Kind
    of: str
    names: Texts
    staged: tuple[tuple[str, Kind], ...] = ()
    merge: Merge | None = None
    vocabulary: str | None = None
    is_vocabulary_open: bool = False
    or_else: str | None = None
    is_derived: bool = False
    column: str | None = None
    is_public: bool = True
    is_protected: bool = False
    is_counted: bool = True
    is_zero_empty: bool = False
    section: str | None = None
    place: int = 0
    may_be_none: bool = False
    is_revised: bool = False
    sensitive: str | None = None
    ripens: bool = False
    card: dict[str, Any] | None = None
    note: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The field's dataset and name."""
        return self.dataset, self.name

    @property
    def meaning(self) -> str:
        """The meaning of the field's values: kind, vocabulary, subject and merge rule."""
        words = f"{self.kind} in {self.vocabulary}" if self.vocabulary else self.kind
        rule = f", {self.merge}" if self.merge else ""
        return f"{words} of {self.of}{rule}"


@dataclass(frozen=True)
class Dataset:
    """A dataset: its tables, the id of its records, and its fields in the order of files.

    Where it has a `parent`, its column `id` holds the id of the record of the parent that each of
    its records is part of. `is_counted` is false where its rows are no records: answers to a
    survey are never counted among them.
    """

    name: str
    rows: str
    table: str
    id: str
    day: str
    order: tuple[str, ...]
    noun: str
    of: str
    names: Texts
    fields: tuple[Field, ...]
    parent: str | None = None
    is_counted: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that together tell its rows apart in a file, the parent's id first.

        The id is missing in allegations that leave coarser (data/sensitive.toml).
        """
        return tuple(field.name for field in self.fields if field.kind == "id")


@cache
def delivered() -> dict[str, Dataset]:
    """Return all datasets that staging may deliver, by name: records and answers to surveys."""
    return read_declared(read_toml(FIELDS))


@cache
def datasets() -> dict[str, Dataset]:
    """Return the datasets of records, which are counted, by name."""
    return {name: dataset for name, dataset in delivered().items() if dataset.is_counted}


def fields(dataset: str) -> tuple[Field, ...]:
    """Return the fields of a dataset in the order of files."""
    return delivered()[dataset].fields


def field(dataset: str, name: str) -> Field:
    """Return one field of a dataset."""
    [declared] = [field for field in fields(dataset) if field.name == name]
    return declared


def every_field() -> list[Field]:
    """Return the fields of all datasets of records."""
    return [field for dataset in datasets().values() for field in dataset.fields]


def lacking_in(columns: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return dataset and name of the fields that are missing from `columns` (table, column).

    A dataset whose table is absent altogether lacks no field, because it is never queried.
    """
    has = set(columns)
    tables = {table for table, _ in has}
    return frozenset(
        field.key
        for dataset in datasets().values()
        for field in dataset.fields
        if dataset.table in tables and not field.column and (dataset.table, field.name) not in has
    )


def staged(dataset: str) -> str:
    """Return the staging table of a dataset, with its schema."""
    return f"staging.{delivered()[dataset].rows}"


def read_declared(declared: dict[str, Any]) -> dict[str, Dataset]:
    """Return the datasets of a declaration with the structure of data/fields.toml.

    Raises BadInput for a mistake in it.
    """
    check_fields(declared, get_args(Kind), get_args(Merge))
    return {
        name: Dataset(
            name=name,
            names=entry["label"],
            order=tuple(entry["order"]),
            parent=entry.get("parent"),
            is_counted=entry.get("counted", True),
            fields=tuple(
                _field(name, field, declared["fields"]) for field in declared["fields"][name]
            ),
            **{key: entry[key] for key in ("rows", "table", "id", "day", "noun", "of")},
        )
        for name, entry in declared["datasets"].items()
    }


def _field(dataset: str, name: str, declared: dict[str, Any]) -> Field:
    entry = declared[dataset][name]
    if "same_as" in entry:
        model_dataset, model_name = entry["same_as"].split(".")
        entry = {**declared[model_dataset][model_name], **entry}
    kind = entry["kind"]
    is_derived = entry.get("derived", False) or kind in UNCOUNTED or "column" in entry
    is_protected = entry.get("protected", False)
    breakdown = entry.get("breakdown", {})
    return Field(
        dataset=dataset,
        name=name,
        kind=kind,
        of=entry["of"],
        names=entry["label"],
        staged=_staged(entry.get("from"), name, kind, is_derived=is_derived),
        merge=None if is_derived else entry.get("merge", MERGES[kind]),
        vocabulary=entry.get("vocabulary"),
        is_vocabulary_open=entry.get("open_vocabulary", False),
        or_else=entry.get("or_else"),
        is_derived=is_derived,
        column=entry.get("column"),
        is_public=entry.get("public", True) and not is_protected,
        is_protected=is_protected,
        is_counted=entry.get("coverage", kind not in UNCOUNTED),
        is_zero_empty=entry.get("zero_is_empty", False),
        section=breakdown.get("section"),
        place=breakdown.get("place", 0),
        may_be_none=entry.get("may_be_none", False),
        is_revised=entry.get("revisions", False),
        sensitive=entry.get("sensitive"),
        ripens=entry.get("ripens", False),
        card=entry.get("card"),
        note=entry.get("note"),
    )


def _staged(
    source: str | dict[str, Kind] | None, name: str, kind: Kind, *, is_derived: bool
) -> tuple[tuple[str, Kind], ...]:
    if isinstance(source, dict):
        return tuple(source.items())
    if is_derived:
        return ()
    return ((source or name, kind),)


def has_sensitive(dataset: str) -> bool:
    """Return whether records of a dataset leave coarser if data/sensitive.toml names them."""
    return any(field.sensitive for field in fields(dataset))
