"""A signal is reported once, by the first vintage that shows it, and withdrawn in so many words."""

import datetime as dt
from collections.abc import Sequence

import polars as pl
import pytest

from queries.review.month import CONCERN, IMPROVEMENT, USUAL, Month
from queries.review.signals import Edition, Signal, follow

SEP, OCT, NOV, DEC = (dt.date(2023, month, 1) for month in (9, 10, 11, 12))

Row = tuple[str, str, str, dt.date, dt.date]
"""Measure, area, state, since and month of a row; rows of one area are one event here."""


def month_with(month: dt.date, rows: Sequence[Row]) -> Month:
    """Return a month with these rows and, always, one that is no signal."""
    quiet = ("calls", "", USUAL, month, month)
    table = pl.DataFrame(
        [
            {
                "measure": measure,
                "area_id": area,
                "kind": "area" if area else "citywide",
                "state": state,
                "since": since,
                "month": own,
                "is_new": since == own,
                "signal": None if state == USUAL else f"{area} {since}",
            }
            for measure, area, state, since, own in (quiet, *rows)
        ],
        schema_overrides={"signal": pl.String},
    )
    layer = {"en": "district"}
    return Month("city", {"en": "City"}, "v", "district", layer, month, table, len(rows), 4.0)


def edition(vintage: str, months: dict[dt.date, Sequence[Row]]) -> Edition:
    """Return a vintage that shows these rows in these months."""
    return Edition(
        vintage, sorted(months, reverse=True), lambda month: month_with(month, months[month])
    )


def concern(area: str, since: dt.date, month: dt.date, measure: str = "force") -> Row:
    """Return a row of concern."""
    return measure, area, CONCERN, since, month


def briefly(signals: Sequence[Signal]) -> list[tuple[str, str, str | None]]:
    """Return the id of each signal, the vintage that reported it and the one that withdrew it."""
    return [(signal.id, signal.reported_by, signal.withdrawn_by) for signal in signals]


def test_the_first_vintage_reports_its_latest_month_only() -> None:
    """What was a signal long ago is no news on the day of the first publication."""
    first = edition("1", {OCT: [concern("a", OCT, OCT)], NOV: [concern("b", NOV, NOV)]})
    assert briefly(follow([first])) == [("force/b/2023-11", "1", None)]


def test_a_signal_that_goes_on_is_reported_once() -> None:
    """Three vintages and three months that show the same signal make one report."""
    editions = [
        edition("1", {OCT: [concern("a", OCT, OCT)]}),
        edition("2", {OCT: [concern("a", OCT, OCT)], NOV: [concern("a", OCT, NOV)]}),
        edition("3", {OCT: [concern("a", OCT, OCT)], DEC: [concern("a", OCT, DEC)]}),
    ]
    assert briefly(follow(editions)) == [("force/a/2023-10", "1", None)]


def test_a_beginning_that_moves_keeps_the_signal() -> None:
    """A correction by which the signal began a month earlier is no second signal."""
    editions = [
        edition("1", {NOV: [concern("a", NOV, NOV)]}),
        edition("2", {NOV: [concern("a", OCT, NOV)]}),
    ]
    assert briefly(follow(editions)) == [("force/a/2023-11", "1", None)]


def test_a_signal_that_ended_and_began_anew_is_reported_twice() -> None:
    """Months without a signal between two signals part them."""
    editions = [
        edition("1", {SEP: [concern("a", SEP, SEP)]}),
        edition(
            "2", {SEP: [concern("a", SEP, SEP)], OCT: [], NOV: [], DEC: [concern("a", DEC, DEC)]}
        ),
    ]
    assert briefly(follow(editions)) == [
        ("force/a/2023-09", "1", None),
        ("force/a/2023-12", "2", None),
    ]


def test_months_settled_between_two_vintages_are_all_read() -> None:
    """A signal of one month in the middle of three new ones is reported."""
    editions = [
        edition("1", {SEP: []}),
        edition("2", {SEP: [], OCT: [concern("a", OCT, OCT)], NOV: [], DEC: []}),
    ]
    assert briefly(follow(editions)) == [("force/a/2023-10", "2", None)]


def test_a_correction_of_the_latest_month_is_read() -> None:
    """A vintage with the same latest month can show a new signal in it."""
    editions = [edition("1", {NOV: []}), edition("2", {NOV: [concern("a", NOV, NOV)]})]
    assert briefly(follow(editions)) == [("force/a/2023-11", "2", None)]


@pytest.mark.parametrize(
    "later",
    [
        {NOV: []},
        {NOV: [("force", "a", IMPROVEMENT, NOV, NOV)]},
        {NOV: [concern("b", NOV, NOV)]},
        {OCT: []},
        {},
    ],
    ids=["usual now", "another side", "another area", "no longer settled", "no month at all"],
)
def test_a_signal_that_is_no_longer_shown_is_withdrawn(
    later: dict[dt.date, Sequence[Row]],
) -> None:
    """The vintage that no longer shows it in its month says so; a third does not say it again."""
    first = edition("1", {NOV: [concern("a", NOV, NOV)]})
    signals = follow([first, edition("2", later), edition("3", later)])
    assert briefly(signals)[0] == ("force/a/2023-11", "1", "2")


def test_a_withdrawn_signal_that_comes_back_is_news() -> None:
    """It has an id of its own, so that a reader sees it again."""
    shown, quiet = {NOV: [concern("a", NOV, NOV)]}, {NOV: []}
    editions = [edition("1", shown), edition("2", quiet), edition("3", shown)]
    assert briefly(follow(editions)) == [
        ("force/a/2023-11", "1", "2"),
        ("force/a/2023-11/3", "3", None),
    ]


def test_rows_of_one_event_are_one_signal() -> None:
    """A share of the records of a count stands with it, and either row keeps the signal."""
    both = [concern("a", NOV, NOV), concern("a", NOV, NOV, "force_person_injured")]
    editions = [edition("1", {NOV: both}), edition("2", {NOV: both[1:]})]
    (signal,) = follow(editions)
    assert (signal.reported_by, signal.withdrawn_by) == ("1", None)
    assert signal.is_about("a", "force_person_injured")
    assert signal.is_about(None, "force")
    assert not signal.is_about("b", None)
    assert not signal.is_about("a", "calls")
