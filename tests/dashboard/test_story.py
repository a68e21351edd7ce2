"""The story of a policy: dated points in order, with what was said, recorded and measured."""

from pathlib import Path

from dashboard.parts.story import story, unknown_parts
from dashboard.parts.templates import rendered
from dashboard.words import load
from queries.vintage.catalog import open_city
from tests.conftest import at_home

WORDS = load("en")


def test_a_story_goes_from_the_first_step_to_what_happened(sample_home: Path) -> None:
    """Points stand in the order of their days; the day in force is the main one, and says the aim.

    What happened then has a row for each measure, with line, range and the answers in words.
    """
    with at_home(sample_home):
        vintage = open_city("sample")
        policy = vintage.policy("mediators-2021")
        points, comparisons = story(policy, vintage, WORDS)
    assert [(point["day"], point["kind"], point["is_main"]) for point in points] == [
        ("May 10, 2021", "announced", False),
        ("July 1, 2021", "in force", True),
        ("July 1, 2021 to June 30, 2023", "What happened then", False),
    ]
    titles = [part["title"] for part in points[1]["parts"]]
    assert titles == ["What it was meant to change", "What it changed in recording"]
    assert points[1]["parts"][0]["lines"] == [
        "Complaints a year: down",
        "Complaints per 1,000 calls: down",
    ]
    rows = points[2]["rows"]
    assert [comparison.measure.id for comparison in comparisons] == list(policy.measures)
    assert [row["headline"] for row in rows] == [
        "Complaints a year fell in Rivermont (sample city, not real).",
        "Complaints per 1,000 calls fell in Rivermont (sample city, not real).",
    ]
    html = rendered("policy", points=points, fold="")
    assert html.count("accord-scale") == html.count("accord-line") == len(rows)
    assert "<details" not in html
    assert unknown_parts(policy, WORDS) == ["Who was at the table", "What the text changed"]


def test_a_change_in_recording_on_another_day_is_a_point_of_its_own(chicago_home: Path) -> None:
    """Chicago's records changed in January 2021, before the order was in force in April."""
    with at_home(chicago_home):
        vintage = open_city("chicago")
        points, _ = story(vintage.policy("g03-02-2021"), vintage, WORDS)
    days = [(point["day"], [part["title"] for part in point["parts"]]) for point in points]
    assert days[1] == ("January 1, 2021", ["What it changed in recording"])
    assert [point["on"] for point in points] == sorted(point["on"] for point in points)
    assert points[-1]["kind"] == "public comment"


def test_what_cannot_be_compared_says_why(asheville_home: Path) -> None:
    """A policy whose measures are not at hand has the reason in place of rows."""
    with at_home(asheville_home):
        vintage = open_city("asheville")
        points, comparisons = story(vintage.policy("de-escalation-2017"), vintage, WORDS)
    assert comparisons == []
    assert points[-1]["parts"][0]["texts"][0].startswith("Uses of force a year: this cannot be")
    # whether records that were not read hold what a measure needs is not known
    assert "may not hold what this needs" in points[-1]["parts"][0]["texts"][0]
