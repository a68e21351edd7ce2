"""Gaps: months without recording are not months without events."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from data.manifest import _gaps
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.stored.reader import Reader
from queries.vintage.catalog import Vintage
from tests.manifests import made_up

FORCE = measures()["force"]


def vintage(*gaps: tuple[str, str]) -> Vintage:
    """Return a vintage of force from 2010 to 2020 with these gaps, and nothing else in it."""
    force: dict[str, Any] = {
        "first_on": "2010-01-01",
        "last_on": "2020-12-31",
        "settled_to": "2020-12-31",
        "gaps": [{"from": first, "to": last} for first, last in gaps],
    }
    return Vintage("c", "v", made_up({"force": force}), Reader(duckdb.connect()))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2011-06-01", "2010-01-01", "2012-02-29"),
        ("2014-06-01", "2013-01-01", "2016-12-31"),
        ("2019-06-01", "2018-01-01", "2020-12-31"),
    ],
)
def test_the_stretch_around_a_day(day: str, first: str, last: str) -> None:
    """A stretch runs from the gap before a day to the gap after it."""
    published = vintage(("2012-03-01", "2012-12-31"), ("2017-01-01", "2017-12-31"))
    stretch = published.stretch(FORCE, dt.date.fromisoformat(day))
    assert stretch == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_a_day_in_a_gap_has_no_stretch() -> None:
    """For a day inside a gap the error gives the gap."""
    with pytest.raises(NoAnswer, match="in_gap"):
        vintage(("2012-03-01", "2012-12-31")).stretch(FORCE, dt.date(2012, 3, 1))


@pytest.mark.parametrize(
    ("usual", "expected"),
    [
        (10, [{"from": dt.date(2019, 2, 1), "to": dt.date(2019, 3, 31)}]),
        (9, []),  # one in 8,000: a quiet month of a small city may be true
    ],
)
def test_months_that_cannot_be_empty_by_chance(usual: int, expected: list[Any]) -> None:
    """Months without records are a gap where a usual month has ten or more."""
    con = duckdb.connect()
    con.execute("create schema marts")
    con.execute(
        f"""
        create table marts.coverage as
        select 'force' as dataset, month, 'reason' as field, {usual} as rows_n
        from (values (date '2019-01-01'), (date '2019-04-01'), (date '2019-05-01')) as t (month)
        """
    )
    assert _gaps(con, "force") == expected
