"""How a draft reads dates and values, each from a small file of its own."""

import datetime as dt
from pathlib import Path

import pytest

from data.new_city.readings import is_count, reads_age
from tests.drafting import CITY, accord, draft, published

pytestmark = pytest.mark.slow

HEADER = "case number,occurred date,subject injured,subject age,subject race\n"


def asked(own_packs: Path, raw: Path, name: str, text: str) -> tuple[str, ...]:
    """Return the questions of the draft of one file."""
    raw.mkdir()
    (raw / name).write_text(text, encoding="utf-8")
    return draft(own_packs, raw).questions


def days(form: str, step: int = 3, n: int = 40) -> list[str]:
    """Return dates of 2019, written in a strptime format."""
    first = dt.datetime(2019, 1, 1)
    return [(first + dt.timedelta(days=step * at)).strftime(form) for at in range(n)]


def force(dates: list[str], injured: str = "Yes", age: str = "30") -> str:
    """Return a file of force with these dates."""
    rows = (f'{at},"{day}",{injured},{age},Black\n' for at, day in enumerate(dates))
    return HEADER + "".join(rows)


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        ([f"{1 + at % 12}/{1 + at // 4}/2019" for at in range(40)], "No number is above 12"),
        (days("%m/%d/%Y")[:30] + days("%d/%m/%Y")[30:], "month first and day first"),
        (days("%Y-%m-%dT05:30:00Z")[:20] + days("%Y-%m-%dT01:10:00Z")[20:], "are the times of"),
        ([*days("%m/%d/%Y")[:38], "first of May", "some day"], "2 of 40 values of"),
        (["2011-03-02", *days("%Y-%m-%d", n=59)], "1 records before 2019 real (2011-03-02)"),
        ([f"Q{1 + at % 4} 2019" for at in range(40)], "A quarter names no day"),
    ],
)
def test_a_date_that_cannot_be_known_is_asked_about(
    dates: list[str], text: str, own_packs: Path, tmp_path: Path
) -> None:
    """Each doubt about a date is a question with the values."""
    questions = asked(own_packs, tmp_path / "raw", "force.csv", force(dates))
    assert any(text in question for question in questions), questions


@pytest.mark.parametrize(
    "form",
    [
        "%m/%d/%Y",
        "%b. %d, %Y",
        "%B %dth %Y",
        "%Y-%m-%dT00:00:00Z",
        "%Y/%m/%d 00:00:00+00",
        "\u00a0%m/%d/%Y\u202f",
        "%d-%b-%y",
    ],
)
def test_a_day_is_read_however_it_is_written(form: str, own_packs: Path, tmp_path: Path) -> None:
    """Days beyond doubt are read without a question; midnight in UTC is a day as written."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "force.csv").write_text(force(days(form)), encoding="utf-8")
    case = draft(own_packs, raw)
    assert case.questions == ()
    assert published(case)["force_incidents"] == 40
    assert "begins_on = 2019-01-01" in case.toml


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (["0", "1", "2", "3"], True),
        (["0", "1"], False),
        (["1", "2", "9"], False),
        (["Yes", "No"], False),
        (["0", "900"], False),
    ],
)
def test_a_count_is_told_from_a_flag_and_a_code(values: list[str], counts: bool) -> None:
    """0 to 3 counts; 0 and 1 say no and yes; codes without 0 and amounts are neither."""
    assert is_count([(value, 1) for value in values]) is counts


def test_ages_are_read_with_their_words() -> None:
    """Ages and ranges count, words do not."""
    ages = ["25", "25.0", "25 yrs", "25 y/o", "18-24", "18 to 24"]
    assert reads_age([(value, 1) for value in [*ages, "adult", "999999"]]) == len(ages)


def test_values_that_are_no_flag_are_shown_and_asked_about(own_packs: Path, tmp_path: Path) -> None:
    """More than one in twenty that is neither yes nor no is a question with the values."""
    sent = force(days("%m/%d/%Y")[:6], "taken to a doctor")
    other = force(["", "", "", "", "", "", *days("%m/%d/%Y")[6:]]).splitlines(keepends=True)
    text = sent + "".join(other[7:])
    questions = asked(own_packs, tmp_path / "raw", "force.csv", text)
    assert any("6 of 40 values (15.0%) are neither yes nor no" in text for text in questions)


def test_a_time_beside_its_day_is_put_together(own_packs: Path, tmp_path: Path) -> None:
    """A day and a time in two columns are one moment; lost zeros of 0930 are put back."""
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = (f"{at},{day},{100 * (at % 24) + 30},Alarm\n" for at, day in enumerate(days("%m/%d/%Y")))
    (raw / "calls.csv").write_text("call number,call date,call time,call type\n" + "".join(rows))
    case = draft(own_packs, raw)
    assert case.questions == ()
    assert 'day_and_clock(raw."call date", padded(raw."call time", 4))' in case.queries
    assert published(case)["calls"] == 40


def test_records_that_end_long_before_their_retrieval(own_packs: Path, tmp_path: Path) -> None:
    """None is still revised if the day is known; if it is the file's, the draft doubts that day.

    A month that the records leave before its end may be there in part, and stays provisional.
    """
    raw = tmp_path / "raw"
    raw.mkdir()
    in_part, whole = days("%m/%d/%Y"), [*days("%m/%d/%Y"), "04/30/2019"]
    (raw / "force.csv").write_text(force(in_part), encoding="utf-8")
    assert "force = 1\n" in draft(own_packs, raw).toml
    (raw / "force.csv").write_text(force(whole), encoding="utf-8")
    known = draft(own_packs, raw, "--replace").toml
    assert "force = 0 " in known
    assert "fetched earlier" not in known
    recent = draft(own_packs, raw, "--replace", "--retrieved-on", "2020-04-30").toml
    assert "force = 1\n" in recent  # 366 days after the last, 30 April 2019
    accord(
        *("new-city", "--name", "Case", "--state", "OR", "--time-zone", "America/New_York"),
        *("--origin", "somebody", "--replace", "--force", str(raw / "force.csv")),
    )
    path = own_packs / "data" / "cities" / CITY / "city.toml"
    guessed = " ".join(path.read_text(encoding="utf-8").replace("#", "").split())
    assert "The records end on 2019-04-30, long before: were they fetched earlier?" in guessed
    assert "force = 1" in guessed
