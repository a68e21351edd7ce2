"""Complaints whose day received is not known: drafted, built and told by the day they have."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import load
from data.config import read_city
from queries.change.compare import compare
from queries.quality import reports
from queries.records import complaints
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import Vintage, open_city
from tests.data.test_review import review
from tests.drafting import CITY, Draft, accept, draft, published

pytestmark = pytest.mark.slow

N = 400
FIRST = dt.date(2019, 1, 2)
NAMES = {
    "received": "Date Received",
    "occurred": "Incident Date",
    "closed": "Date Closed",
    "filed": "Date Filed",
}
SCRIPT = """
import streamlit as st
from dashboard.views import complaints
from dashboard.words import load
st.query_params["city"] = "case"
complaints.show(load("LANGUAGE"))
"""


def days(at: int) -> dict[str, dt.date]:
    """Return the days of complaint `at`, one every third day: received 5, closed 65 days later."""
    occurred = FIRST + dt.timedelta(days=3 * at)
    received = occurred + dt.timedelta(days=5)
    return {
        "occurred": occurred,
        "received": received,
        "closed": received + dt.timedelta(days=60),
        "filed": received,
    }


def case(packs: Path, folder: Path, left_out: dict[str, set[int]]) -> Draft:
    """Draft a file of complaints with these days (of NAMES), each left out in some rows."""
    folder.mkdir()
    with (folder / "complaints.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(["Complaint Number", *(NAMES[kind] for kind in left_out), "Disposition"])
        for at in range(N):
            written = [
                "" if at in rows else f"{days(at)[kind]:%m/%d/%Y}"
                for kind, rows in left_out.items()
            ]
            write.writerow([f"C{at:04}", *written, ("Sustained", "Unfounded")[at % 2]])
    return draft(packs, folder)


@pytest.mark.parametrize(
    ("left_out", "kinds", "question", "query"),
    [
        (
            {"occurred": set()},
            ["occurred_on"],
            "complaints count by 'Incident Date', the day of what they are about (400 of 400 rows)",
            "date_fault_since(raw.\"Incident Date\", date '2019-01-01')",
        ),
        (
            {"closed": {7}},
            ["closed_on"],
            "by 'Date Closed', the day they were closed (399 of 400 rows; 1 have no day",
            "date_fault_since(raw.\"Date Closed\", date '2019-01-01')",
        ),
        (
            {"received": {1, 200}, "occurred": set()},
            ["received_on", "occurred_on"],
            None,
            "2 of 400 rows have no 'Date Received' that can be and count by another day: 2 by",
        ),
        ({"received": {1, 200}}, ["received_on"], None, 'date_fault_since(raw."Date Received"'),
        (
            {"received": set(range(0, N, 5)), "closed": set()},
            ["received_on", "closed_on"],
            "80 of 400 rows have no 'Date Received' that can be; is another column right for "
            "received_on? As drafted these rows count by another day: 80 by 'Date Closed'",
            "cast(parse_time(written_since(raw.\"Date Received\", date '2019-01-01')) as date)",
        ),
    ],
)
def test_a_draft_counts_by_the_day_there_is(
    left_out: dict[str, set[int]],
    kinds: list[str],
    question: str | None,
    query: str,
    own_packs: Path,
    tmp_path: Path,
) -> None:
    """Another day than received is asked about, unless so few rows need it that it is a note."""
    drafted = case(own_packs, tmp_path / "raw", left_out)
    assert len(drafted.questions) == (question is not None)
    assert (question or "") in " ".join(drafted.questions)
    assert query in " ".join(drafted.queries.replace("--   ", "").split())
    assert list(read_city(CITY).complaint_days) == kinds


def test_another_column_may_be_the_day_received(own_packs: Path, tmp_path: Path) -> None:
    """Taken in the review, it is the only day by which complaints count."""
    left_out = {"received": set(range(0, N, 5)), "filed": set[int](), "closed": set[int]()}
    drafted = case(own_packs, tmp_path / "raw", left_out)
    assert 'complaint_days = ["received_on", "closed_on"]' in drafted.toml
    printed = review(drafted.raw, "1\nq\n")
    assert "1  'Date Filed': 400 records; rows set aside: 0" in printed
    assert "complaint_days" not in drafted.toml
    assert "the first of these days" not in drafted.toml
    assert 'date_fault_since( raw."Date Filed", date' in " ".join(drafted.queries.split())
    assert 'cast(parse_time(raw."Date Filed") as date) as received_on,' in drafted.queries
    assert "not used: 'Date Filed'" not in drafted.queries


def test_complaints_of_several_days_are_kept_and_told_apart(
    own_packs: Path, tmp_path: Path
) -> None:
    """A row without any day is set aside by reason; all others count by a day that they have.

    What needs the day received leaves the others out and says how many.
    """
    # every fifth, and from the 180th on every other, has no day received; of these the tenth ones
    # have no day of what they are about, and of these every fiftieth none of closing either
    unknown = {at for at in range(N) if at % 5 == 0 or (at >= 180 and at % 2 == 0)}
    by_closing = {at for at in unknown if at % 10 == 0}
    lost = {at for at in by_closing if at % 50 == 0}
    left_out = {"received": unknown, "occurred": by_closing, "closed": lost}
    drafted = case(own_packs, tmp_path / "raw", left_out)
    accept(drafted)
    assert published(drafted) == {"complaints": N - len(lost)}
    city = open_city(CITY)

    rows = city.reader.rows("select complaint_id, counted_on, received_on from complaints")
    assert {complaint: (counted, received) for complaint, counted, received in rows} == {
        f"C{at:04}": (
            days(at)["closed" if at in by_closing else "occurred" if at in unknown else "received"],
            None if at in unknown else days(at)["received"],
        )
        for at in range(N)
        if at not in lost
    }
    kept = len(unknown - lost)
    [aside] = reports.set_aside(city).filter(fate="set_aside").to_dicts()
    assert (aside["reason"], aside["rows"]) == ("date_missing", len(lost))
    due = "select sum(n) from daily_counts where event = 'complaints_closed_180'"
    last = max(days(at)["received"] for at in range(N) if at not in unknown)
    assert city.reader.rows(due) == [
        (sum((last - days(at)["received"]).days >= 180 for at in set(range(N)) - unknown),)
    ]

    period = periods_of(city, "complaints")[0]
    part = Part(city, "complaints", "city", None, period)
    n, left = complaints.watched(part)
    assert n - left == complaints.closing(part).filter(source="all")["n"][0]
    assert complaints.why_not_timed(part) is None
    moved = complaints.backlog(part)
    assert moved["received"].sum() <= N - len(unknown)

    share = f"{100 * kept / (N - len(lost)):.1f}"
    for language, texts in {
        "en": (f"Missing for {share}", f"{left} of {n}"),
        "es": (f"Falta en el {share}", f"{left} de {n}"),
    }.items():
        app = AppTest.from_string(SCRIPT.replace("LANGUAGE", language), default_timeout=300).run()
        assert not app.exception
        page = "\n".join(str(element.value) for element in (*app.warning, *app.markdown))
        assert [text for text in texts if text not in page] == []
    _is_never_mixed_in_silence(city)


def _is_never_mixed_in_silence(city: Vintage) -> None:
    """Assert what a comparison says whose sides have the day received in different shares."""
    around = FIRST + dt.timedelta(days=540)
    words = load("en")
    counted = {
        code: words.say(text) for code, text in compare(city, "complaints", on=around).cautions
    }
    assert counted["by_other_days"].endswith("missing as well, day of closing.")
    assert "day received" in counted["recording_filled"]
    timed = dict(compare(city, "complaints_closed_180", on=around).cautions)
    assert "received_unknown" in timed
    assert "by_other_days" not in timed
