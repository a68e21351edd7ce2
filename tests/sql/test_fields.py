"""A field is declared once, in data/fields.toml: the SQL and the pages follow from it."""

import duckdb
import pytest

from queries.declared.fields import datasets, every_field
from tests.sql.test_core import ask, make

OWN = {"city", "source_file", "source_row", "row_key", "place_id", "area_id", "placed_by"}
"""Columns of core that are no field of a record: whence it is and how it was placed."""


@pytest.mark.parametrize("name", datasets())
def test_core_has_the_declared_fields(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """A table of core has every declared field of its dataset and nothing else of a record."""
    for table in ("references", "allegations", "complaints", "force_incidents", "force_persons"):
        make(con, table)
    make(con, "calls")
    dataset = datasets()[name]
    columns = {row[0] for row in ask(con, f"describe core.{dataset.table}")}
    assert columns - OWN == {field.name for field in dataset.fields if not field.column}


def test_one_name_has_one_label() -> None:
    """Fields of the same name in several datasets are called the same in every language."""
    labels: dict[str, set[tuple[str, ...]]] = {}
    for field in every_field():
        labels.setdefault(field.name, set()).add(tuple(sorted(field.names.items())))
    assert {name: texts for name, texts in labels.items() if len(texts) > 1} == {}


def test_whoever_is_protected_is_never_public() -> None:
    """Race, sex and age are protected wherever they stand, and leave with no record."""
    protected = [field for field in every_field() if field.is_protected]
    assert {field.vocabulary for field in protected} == {"race", "sex", "age_group"}
    assert not any(field.is_public for field in protected)
    words = ("race", "sex", "age_group")
    assert all(field.is_protected for field in every_field() if field.name.endswith(words))
