"""docs/adding_a_measure.md holds: a measure of a yes/no field is one entry with its words."""

import re
import tomllib

import duckdb
import pytest

from queries.declared.fields import field
from queries.declared.measures import Event, read_events, read_measures
from queries.paths import ROOT
from queries.sql_text import count_of


@pytest.fixture
def declared() -> dict[str, object]:
    """The declared measures and the entry that the page adds to them."""
    page = (ROOT / "docs" / "adding_a_measure.md").read_text(encoding="utf-8")
    [entry] = [
        block
        for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
        if "[[measures]]" in block
    ]
    text = (ROOT / "data" / "measures.toml").read_text(encoding="utf-8")
    return tomllib.loads(f"{text}\n{entry}")


@pytest.fixture
def events(declared: dict[str, object]) -> dict[str, Event]:
    """The events, with those that the entry makes."""
    return read_events(declared)


def test_one_entry_makes_a_measure(declared: dict[str, object], events: dict[str, Event]) -> None:
    """Its numerator is where the field is true, its denominator where it is known."""
    measure = read_measures(declared)["force_supervisor_notified"]
    numerator, denominator = events[measure.numerator], events[measure.denominator]
    assert (measure.kind, measure.numerator) == ("share", "force_supervisor_notified")
    assert (numerator.dataset, numerator.noun, numerator.field) == (
        "force",
        "force",
        "is_supervisor_notified",
    )
    assert numerator.where == {"is_supervisor_notified": ["true"]}
    assert denominator.holds == ("is_supervisor_notified",)


def test_the_mart_counts_both_events(events: dict[str, Event]) -> None:
    """Of true, true, false and not known, two are counted of three."""
    counts = ", ".join(
        count_of(events[name], "records")
        for name in ("force_supervisor_notified", "force_supervisor_notified_known")
    )
    rows = duckdb.sql(
        f"select {counts} from (values (true), (true), (false), (null)) "
        "as records (is_supervisor_notified)"
    )
    assert rows.fetchall() == [(2, 3)]


def test_the_page_shows_the_field_as_it_is_declared() -> None:
    """The field of the page is the one in data/fields.toml."""
    page = (ROOT / "docs" / "adding_a_measure.md").read_text(encoding="utf-8")
    entry = tomllib.loads(page.split("```toml\n")[1].split("```")[0])
    label = entry["fields"]["force"]["is_supervisor_notified"]["label"]
    assert label == field("force", "is_supervisor_notified").names
