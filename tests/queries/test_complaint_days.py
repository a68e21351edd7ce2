"""By which day complaints count, and what is said of it."""

from pathlib import Path

import duckdb
import pytest

from dashboard.words import load
from queries.declared.measures import measures
from queries.stored.tables import rows_of
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import standing_texts
from queries.vintage.complaint_days import (
    day_cautions,
    measure_day_cautions,
    needed_fields,
    share_without,
)
from tests.handmade import vintage


def city(kinds: tuple[str, ...], unknown: int = 0) -> Vintage:
    """Return a city in which `unknown` of 2,000 complaints lack the first of `kinds`."""
    filled = [("complaints", kinds[0], f"2019-0{n}-01", 1000, 1000) for n in (1, 2)]
    filled[0] = (*filled[0][:4], 1000 - unknown)
    return vintage(coverage=filled, complaint_days=list(kinds))


@pytest.mark.parametrize(
    ("kinds", "unknown", "codes"),
    [
        (("received_on",), 0, []),
        (("received_on", "occurred_on"), 0, []),
        (("received_on", "occurred_on"), 1, ["by_another_day"]),
        (("occurred_on",), 0, ["by_day_it_happened"]),
        (("closed_on",), 0, ["by_day_closed"]),
        (("occurred_on", "closed_on"), 90, ["by_day_it_happened", "by_another_day"]),
    ],
)
def test_another_day_than_received_is_told(
    kinds: tuple[str, ...], unknown: int, codes: list[str]
) -> None:
    """Nothing is said where all complaints count by the day they were received, nor of calls."""
    made = city(kinds, unknown)
    assert [code for code, _ in day_cautions(made, "complaints")] == codes
    assert [code for code, _ in standing_texts(made, "complaints", ["month_only"])] == [
        "month_only",
        *codes,
    ]
    assert day_cautions(made, "calls") == []
    assert [code for code, _ in measure_day_cautions(made, measures()["complaints"])] == codes
    # counted by its own day, the closing, whatever the city's
    assert measure_day_cautions(made, measures()["complaints_sustained"]) == []


@pytest.mark.parametrize(
    ("unknown", "share"), [(0, ""), (1, "0.1"), (3, "0.1"), (4, "0.2"), (50, "2.5"), (1000, "50.0")]
)
def test_no_share_is_rounded_away(unknown: int, share: str) -> None:
    """One complaint of many is a tenth of a percent, never none."""
    made = city(("received_on", "occurred_on", "closed_on"), unknown)
    assert share_without(made, "received_on") == share
    assert share_without(made, "closed_on") == ""  # a day that nothing counts
    if share:
        [(_, text)] = day_cautions(made, "complaints")
        assert load("en").say(text) == (
            f"Missing for {share}\u00a0% of complaints: day received. These count by another day: "
            "day it happened, or if that is missing as well, day of closing."
        )
        [(code, _)] = measure_day_cautions(made, measures()["complaints_closed_180"])
        assert code == "received_unknown"


def test_a_measure_needs_the_usual_day() -> None:
    """If it is filled more often on one side of a date, a comparison says so."""
    made = city(("occurred_on", "closed_on"))
    assert needed_fields(made, measures()["complaints"]) == {("complaints", "occurred_on")}
    assert ("complaints", "received_on") in needed_fields(made, measures()["complaints_closed_180"])
    assert ("complaints", "closed_on") not in needed_fields(
        made, measures()["complaints_sustained"]
    )
    assert needed_fields(made, measures()["force"]) == set()


def test_complaints_of_an_older_vintage_count_by_the_day_received(tmp_path: Path) -> None:
    """Its table has no day by which complaints count; one that has keeps its own."""
    con = duckdb.connect()
    path = tmp_path / "complaints.parquet"
    for more in ("", ", date '2019-01-02' as counted_on"):
        con.execute(f"copy (select date '2019-05-01' as received_on{more}) to '{path}'")
        day = "2019-01-02" if more else "2019-05-01"
        rows = con.execute(f"select counted_on::varchar from ({rows_of(con, path)})").fetchall()
        assert rows == [(day,)]
    other = tmp_path / "calls.parquet"
    con.execute(f"copy (select 1 as call_id) to '{other}'")
    assert con.execute(rows_of(con, other)).fetchall() == [(1,)]
