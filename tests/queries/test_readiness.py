"""What measures need: nothing where a city answers, and every lack by its name."""

import datetime as dt
from pathlib import Path

import pytest

from queries.change.compare import compare
from queries.change.readiness import NO_DATASET, NO_FIELD, NO_TARGET, SHORT, Need, fields_of, needs
from queries.declared.measures import Measure, events, measures
from queries.errors import NoAnswer
from queries.grid.windows import around_day, usable_days
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import HomeOf, at_home


def days_to_compare(vintage: Vintage, measure: Measure) -> list[dt.date]:
    """Return a day of each stretch of records around which the measure can be compared."""
    try:
        first, last = vintage.span(vintage.measure(measure.id, vintage.layer().id))
    except NoAnswer:
        return []
    days = []
    for start in [first, *(end + dt.timedelta(days=1) for _, end in vintage.gaps(measure))]:
        try:
            stretch = vintage.stretch(measure, min(start, last))
            day = (usable_days(stretch) or (first, first))[0]
            around_day(day, stretch, by_month=vintage.is_monthly(measure))
        except NoAnswer:
            continue
        days.append(day)
    return days


@pytest.mark.parametrize("city", ["sample", "asheville", "portland"])
def test_nothing_is_needed_exactly_where_a_city_answers(city: str, home_of: HomeOf) -> None:
    """A measure without needs can be compared around some day, one with needs around none."""
    with at_home(home_of(city)):
        vintage = open_city(city)
        ready = {name for name, measure in measures().items() if not needs(vintage, measure)}
        compared = {name for name in measures() if days_to_compare(vintage, measures()[name])}
    assert ready == compared


def test_a_measure_without_needs_is_answered(portland_home: Path) -> None:
    """Around such a day there is a comparison with a row of the city, whatever its verdict."""
    with at_home(portland_home):
        portland = open_city("portland")
        ready = [measure for measure in measures().values() if not needs(portland, measure)]
        tables = [
            compare(portland, measure.id, on=days_to_compare(portland, measure)[0]).table
            for measure in ready
        ]
    assert [measure.id for measure in ready] == ["force", "force_high_level", "force_in_crisis"]
    assert all(table["kind"][0] == "citywide" for table in tables)


def test_what_portland_lacks(portland_home: Path) -> None:
    """Four months of calls are too short, complaints are in no file, and arrivals in no column."""
    with at_home(portland_home):
        portland = open_city("portland")
        lacking = {name: needs(portland, measure) for name, measure in measures().items()}
    assert lacking["calls_crisis"] == [Need(SHORT, n=4)]
    assert lacking["complaints"] == [Need(NO_DATASET, "complaints")]
    assert lacking["calls_priority_on_time"] == [
        Need(NO_FIELD, "calls", "arrived_at"),
        Need(NO_FIELD, "calls", "priority"),
        Need(NO_TARGET),
    ]


def test_an_event_names_the_fields_that_it_is_counted_by() -> None:
    """Conditions and days of their own count; number, day received and days worked out do not."""
    assert fields_of(events()["force"]) == []
    assert fields_of(events()["force_high_level"]) == [("force", "force_level")]
    assert fields_of(events()["complaints_decided"]) == [
        ("complaints", "disposition"),
        ("complaints", "closed_on"),
    ]
    assert fields_of(events()["complaints_closed_180"]) == [
        ("complaints", "closed_on"),
        ("complaints", "received_on"),
    ]
