"""The examples of the page SQL run as they stand, and give rows."""

from pathlib import Path

import pytest

from queries.records.select_runner import select_rows
from queries.records.sql_examples import examples
from queries.vintage.catalog import open_city
from tests.conftest import HomeOf, at_home


@pytest.mark.slow
@pytest.mark.parametrize(("city", "least"), [("sample", 6), ("chicago", 6)])
def test_every_example_has_an_answer(city: str, least: int, home_of: HomeOf) -> None:
    """Each question gives a table of two columns or more, with rows in it."""
    with at_home(home_of(city)):
        vintage = open_city(city)
        layer = vintage.layer().id
        offered = examples(vintage, layer)
        tables = {
            example.id: select_rows(vintage, layer, example.query).table for example in offered
        }
    assert len(tables) >= least
    assert all(len(table) for table in tables.values()), tables
    assert all(len(table.columns) >= 2 for table in tables.values())


def test_an_example_needs_what_a_city_publishes(small_home: Path) -> None:
    """A layer stands in the query that speaks of residents; every question ends as one."""
    with at_home(small_home):
        vintage = open_city("sample")
        offered = {example.id: example for example in examples(vintage, "district")}
    assert "areas.layer = 'district'" in offered["residents"].query
    assert all(
        text.endswith("?") for example in offered.values() for text in example.title.values()
    )
