"""What residents say, in words and on the pages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.marks import Marks
from dashboard.charts.residents import residents_chart
from dashboard.tables.residents import residents_table
from dashboard.words import load
from dashboard.words.residents import axis, change_lines, spoken
from queries.errors import NoAnswer
from queries.records import surveys
from queries.records.surveys import SurveyChange
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

WORDS = load("en")


def told(topic: str, found: SurveyChange | NoAnswer) -> str:
    """Return what is said of a topic, as a reader sees it but for bold."""
    return "\n".join(change_lines([(topic, found)], WORDS)).replace("\\", "")


PAGE = """
from dashboard.parts import residents
from dashboard.words import load
from queries.vintage.catalog import open_city
vintage = open_city("sample")
residents.show_residents(vintage, load("en"), policy=vintage.policy("deescalation-2019"), area=AREA)
residents.show_all(vintage, load("en"))
"""


@pytest.fixture(scope="module")
def vintage(small_home: Path) -> Iterator[Vintage]:
    """The sample city's vintage."""
    with at_home(small_home):
        yield open_city("sample")


def test_a_change_is_told_with_its_range(vintage: Vintage) -> None:
    """Trust: the verdict, both means, the difference and its range, in one point of a list."""
    found = dict(surveys.changes(surveys.asked(vintage), vintage.policy("deescalation-2019")))
    assert told("trust", found["trust"]) == (
        "**Trust in the police: higher than before.** 47.3\u00a0% before, 55.3\u00a0% after "
        "(averages of 4 and 4 surveys). That is +8.0 points; the range is +5.1 to +10.9."
    )


def test_without_numbers_no_verdict_is_told(vintage: Vintage) -> None:
    """The same survey without its numbers of people has means, no verdict, and the reason."""
    bare = surveys.asked(vintage).with_columns(n=pl.lit(None, pl.Int32))
    found = dict(surveys.changes(bare, vintage.policy("deescalation-2019")))
    text = told("trust", found["trust"])
    assert "higher" not in text
    assert "No range and no verdict: the source does not say how many people answered." in text


def test_chicagos_scores_are_told_without_a_verdict(chicago_home: Path) -> None:
    """Around the order of 2021: two means and why there is no more; no word of higher or lower."""
    with at_home(chicago_home):
        chicago = open_city("chicago")
        found = dict(surveys.changes(surveys.asked(chicago), chicago.policy("g03-02-2021")))
    assert told("trust", found["trust"]) == (
        "**Trust in the police:** 59.9 before, 57.8 after (averages of 24 and 24 surveys). "
        "No range and no verdict: the source does not say how many people answered."
    )
    assert "less than one year" in told("respect", found["respect"])


def test_what_is_not_compared_says_its_topic_and_why() -> None:
    """A survey too short around a policy is told as such, under its topic."""
    reason = NoAnswer("too_short", first="2020", last="2023", policy="2021")
    assert told("voice", reason).startswith("**Being listened to:** There is less than one year")


def test_the_chart_tells_topics_apart_without_colour(vintage: Vintage) -> None:
    """Each topic has a dash of its own beside its colour, and ranges are drawn as bands."""
    table = spoken(surveys.asked(vintage), WORDS)
    drawn = residents_chart(table, axis(table, WORDS), Marks(), WORDS).to_dict()
    [line] = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "line"]
    scale = line["encoding"]["strokeDash"]["scale"]
    assert scale["domain"][0] == "Trust in the police"
    assert len({tuple(dash) for dash in scale["range"]}) == len(scale["domain"]) == 4
    assert any(layer["mark"]["type"] == "area" for layer in drawn["layer"])


def test_the_table_holds_every_value_with_range_and_people(vintage: Vintage) -> None:
    """One row per survey and question, under headings."""
    table = residents_table(spoken(surveys.asked(vintage), WORDS), WORDS)
    assert table.height == 64
    assert table.row(0, named=True)["People who answered"] == 1200
    assert "%–" in table.row(0, named=True)[WORDS.text("residents.columns.range")]


@pytest.mark.parametrize(
    ("area", "is_city"),
    [
        (None, False),
        (("neighborhood", "4", "Brindle Park"), True),
        (("district", "1", "Northgate"), False),
    ],
)
def test_the_part_says_whose_answers_it_shows(
    area: tuple[str, str, str] | None, is_city: bool, small_home: Path
) -> None:
    """An area nobody was asked about has the city's answers, and says so; a district its own."""
    with at_home(small_home):
        page = AppTest.from_string(PAGE.replace("AREA", repr(area)), default_timeout=60).run()
    assert not page.exception
    texts = " ".join(element.value for element in page.markdown)
    assert ("Nobody was asked about Brindle Park" in texts) == is_city
    assert len(page.get("vega_lite_chart")) == 1


def test_a_city_without_a_survey_shows_nothing_of_one(vintage: Vintage) -> None:
    """A vintage without the table, as of an earlier release, holds no survey."""
    tables = {name: n for name, n in vintage.manifest.tables.items() if name != "surveys"}
    older = replace(vintage, manifest=replace(vintage.manifest, tables=tables))
    assert surveys.has_surveys(vintage)
    assert not surveys.has_surveys(older)
