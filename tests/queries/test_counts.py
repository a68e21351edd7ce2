"""The counts of a comparison are those of its days, whichever table they are read from."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from queries.dates import DateRange
from queries.grid import counts
from queries.grid.exposure import month_days
from queries.grid.windows import Windows
from queries.stats import Array
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage
from tests.handmade import vintage

FIRST, LAST = dt.date(2014, 1, 1), dt.date(2021, 12, 31)
IDS = ("a", "b", "unknown")
DAYS = [FIRST + dt.timedelta(days=day) for day in range((LAST - FIRST).days + 1)]
MONTHS = [day for day in DAYS if day.day == 1]


@pytest.fixture(scope="module")
def city() -> Vintage:
    """Two areas with force on every third day and calls on most."""
    draw = np.random.default_rng(1)
    rows = [
        (area, str(day), event, int(draw.integers(1, 100)))
        for area in IDS
        for event, share in (("force", 0.3), ("calls", 0.7))
        for day in DAYS
        if draw.random() < share
    ]
    return vintage(rows)


def windows_between(starts: list[dt.date]) -> st.SearchStrategy[Windows]:
    """Return windows whose four ends follow each other; each begins on one of `starts`."""
    edges = st.lists(st.sampled_from(starts), min_size=4, max_size=4, unique=True).map(sorted)
    day = dt.timedelta(days=1)
    return edges.map(lambda found: Windows(found[0], found[1] - day, found[2], found[3] - day))


def by_days(city: Vintage, event: str, period: DateRange) -> Array:
    """Return the counts of areas × months of a period, added up day by day."""
    months = np.cumsum(month_days(period))
    found: Counter[tuple[int, int]] = Counter()
    rows = city.reader.rows("select area_id, day, n from daily_counts where event = $1", [event])
    for area, day, n in rows:
        if period[0] <= day <= period[1]:
            month = int(np.searchsorted(months, (day - period[0]).days, side="right"))
            found[IDS.index(area), month] += n
    grid = np.zeros((len(IDS), len(months)))
    for cell, n in found.items():
        grid[cell] = n
    return grid


@settings(deadline=None, max_examples=20)
@given(windows=windows_between(MONTHS) | windows_between([day for day in DAYS if day.day <= 28]))
@example(windows=Windows(MONTHS[0], DAYS[364], DAYS[365], DAYS[729]))
@example(windows=Windows(DAYS[14], DAYS[378], DAYS[379], DAYS[743]))
def test_counts_are_those_of_the_days(city: Vintage, windows: Windows) -> None:
    """Windows of whole months and windows that cut a month count every day of theirs once."""
    city.answers = Answers()
    grids = counts.grids(city, "area", IDS, windows)
    for event in ("force", "calls"):
        for side, period in zip(grids[event], windows.periods, strict=True):
            assert np.array_equal(side, by_days(city, event, period))


@settings(deadline=None, max_examples=20)
@given(windows=windows_between(MONTHS))
def test_months_are_read_as_their_days_would_be(city: Vintage, windows: Windows) -> None:
    """Both queries of whole months have the same rows."""
    assert windows.are_whole_months
    values = {"layer": "area", **vars(windows)}
    of_months, of_days = (
        sorted(city.ask(name, values).rows()) for name in ("period_months", "period_counts")
    )
    assert of_months == of_days != []
