"""Hours and outcomes tell nothing that the files withhold: of a page, and at its address."""

import io

import msgspec
import polars as pl
import pytest

from dashboard.words import load
from dashboard.words.records import category
from queries.records.extracts import OWN_NUMBER
from queries.vintage.catalog import UNKNOWN
from tests.api.asking import SITE
from tests.web.asking import ask

WORDS = load("en")
COLUMNS = [WORDS.text(f"calls.columns.{name}") for name in ("weekday", "hour", "n")]
WEEKDAYS = {name: int(day) for day, name in WORDS.group("calls.weekdays").items()}


def hours_at(area: str) -> list[tuple[int, int, int]]:
    """Return the hours with calls of the figure at its address: weekday, hour, calls."""
    answer = ask(f"/calls.json?city=sample&period=2022&figure=calls_hours{area}", "GET", SITE)
    assert answer.status == 200, answer.text
    table = msgspec.json.decode(answer.content)["table"]
    places = [table["columns"].index(name) for name in COLUMNS]
    rows = [[row[place] for place in places] for row in table["rows"]]
    return [(WEEKDAYS[day], int(hour), int(n)) for day, hour, n in rows if int(n)]


def outcomes_at(area: str) -> dict[str, int]:
    """Return the calls by outcome of the figure at its address, of the year alone."""
    answer = ask(f"/calls.json?city=sample&period=2022&figure=calls_outcomes{area}", "GET", SITE)
    assert answer.status == 200, answer.text
    rows = msgspec.json.decode(answer.content)["table"]["rows"]
    return {outcome: int(n) for period, outcome, n, *_ in rows if period.startswith("2022")}


def told(area: str) -> tuple[pl.DataFrame, int]:
    """Return the calls in the file of which everything leaves, and the number of the others."""
    days = "from=2022-01-01&to=2022-12-31"
    file = ask(f"/data/sample/latest/calls.csv?{days}{area}", "GET", SITE)
    assert file.status == 200, file.text
    calls = pl.read_csv(io.BytesIO(file.content), try_parse_dates=True, infer_schema_length=None)
    is_coarse = pl.col("call_id").cast(pl.String).str.contains(f"^{OWN_NUMBER}$")
    whole = calls.filter(~is_coarse)
    return whole, len(calls) - len(whole)


def listed(area: str) -> tuple[list[tuple[int, int, int]], int]:
    """Return the hours of the calls in the file that have a time, and how many have none."""
    timed, untimed = told(area)
    hours = timed.group_by(
        pl.col("received_at").dt.weekday() - 1, pl.col("received_at").dt.hour().alias("hour")
    ).len()
    return sorted(hours.iter_rows()), untimed


@pytest.mark.slow
@pytest.mark.parametrize("area", ["", "&area=5"])
def test_hours_less_those_of_the_file_leave_nothing(area: str) -> None:
    """Each hour holds as many calls as the file lists with a time, in the city and in an area.

    Before, the calls that were left over were those about somebody who was hurt or needed help.
    """
    hours, without_time = listed(area)
    assert hours_at(area) == hours
    assert without_time > 0


@pytest.mark.slow
@pytest.mark.parametrize("area", ["", "&area=5"])
def test_outcomes_less_those_of_the_file_leave_nothing(area: str) -> None:
    """Each outcome holds as many calls as the file lists with it, in the city and in an area."""
    whole, _ = told(area)
    unknown = category("call_category", UNKNOWN, WORDS)
    by_outcome = whole.group_by(pl.col("outcome").fill_null(unknown)).len()
    assert outcomes_at(area) == dict(by_outcome.iter_rows())


@pytest.mark.slow
def test_the_page_says_how_many_calls_are_in_no_hour() -> None:
    """The note under the hours counts the calls that are left out, and says why."""
    answer = ask("/calls.json?city=sample&period=2022&figure=calls_hours", "GET", SITE)
    _, without_time = listed("")
    line = WORDS.text("calls.says.untold", n=WORDS.number(without_time))
    assert line in msgspec.json.decode(answer.content)["cautions"]
