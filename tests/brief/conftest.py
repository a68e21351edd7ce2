"""Briefs of the small sample city: one month with signals, one without."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.brief.subject import Subject, subject
from dashboard.words import load
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

MOVED = dt.date(2020, 4, 1)
"""A month in which the sample city's force and complaints are below their usual range."""


@pytest.fixture(scope="package")
def small(small_home: Path) -> Iterator[Vintage]:
    """The small sample city as it is published."""
    with at_home(small_home):
        yield open_city("sample")


@pytest.fixture
def moved(small: Vintage) -> Subject:
    """A month with signals, in English."""
    return subject(small, load("en"), MOVED, site="https://accord.example.org")
