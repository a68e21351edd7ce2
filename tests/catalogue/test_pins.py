"""A pinned version is served or refused in words, never another one in its place."""

import pytest

from dashboard.tables import quality
from dashboard.words import load
from queries.vintage.opened import opened
from tests.api.asking import SITE, content, get, problem
from tests.web.asking import ask

pytestmark = pytest.mark.slow

Names = tuple[str, str, str]


@pytest.mark.parametrize(
    ("pin", "place", "version"),
    [("1", 1, "1.0.1"), ("1.0", 1, "1.0.1"), ("1.0.0", 0, "1.0.0"), ("2", 2, "2.0.0")],
)
def test_the_newest_of_what_is_meant_is_served(
    versions_home: Names, pin: str, place: int, version: str
) -> None:
    """By the address or by a header, in the answer and in its headers, of questions and files."""
    name = versions_home[place]
    for path in (f"/cities/sample?version={pin}", f"/cities/sample/quality?version={pin}"):
        answer = content(path)
        assert (answer["vintage"], answer["version"]) == (name, version)
    for answer in (
        get(f"/cities/sample/policies?version={pin}"),
        get("/cities/sample/policies", accord_version=pin),
        get(f"/cities/sample/policies?version={pin}", accord_version=pin),
        ask(f"/data/sample/latest/force.csv?version={pin}&to=2016-03-01", app=SITE),
        ask("/data/sample/latest/force.csv?to=2016-03-01", app=SITE, accord_version=pin),
        ask(f"/data/sample/{name}/force.csv?version={pin}&to=2016-03-01", app=SITE),
    ):
        assert answer.status == 200, answer.text
        assert answer.headers["accord-version"] == version
        assert answer.headers["accord-vintage"] == name
        assert "Accord-Version" in answer.headers["vary"]


def test_what_is_not_kept_is_refused_with_what_is(versions_home: Names) -> None:
    """The problem names the pin and lists every version there is."""
    for answer in (
        problem("/cities/sample/policies?version=3"),
        problem("/cities/sample/compare?measure=force&on=2019-01-01&version=1.1"),
        problem("/cities/sample/changes?version=1.0.2"),
    ):
        assert (answer["status"], answer["code"]) == (404, "no_such_version")
        assert answer["parameter"] == "version"
        assert answer["allowed"] == ["2.0.0", "1.0.1", "1.0.0"]
        assert f"no version {answer['found']} of sample" in answer["detail"]
    refused = ask("/data/sample/latest/force.csv?version=3", app=SITE)
    assert refused.status == 404
    # a vintage that has another version than the one that is pinned
    both = problem(f"/cities/sample/policies?version=1&vintage={versions_home[2]}")
    assert (both["code"], both["allowed"]) == ("no_such_version", ["2.0.0"])


@pytest.mark.parametrize("pin", ["", "1.", "v1", "1.0.0.0", "01", "latest"])
def test_what_is_no_version_is_refused(versions_home: Names, pin: str) -> None:
    """With an example of what is."""
    answer = problem(f"/cities/sample/policies?version={pin}")
    assert (answer["status"], answer["code"]) == (400, "unreadable_value")
    assert "2.1" in answer["detail"]


def test_two_pins_are_refused(versions_home: Names) -> None:
    """An address and a header that say different things are no question."""
    assert get("/cities/sample/policies?version=1", accord_version="2").status == 400


def test_without_a_pin_the_published_one_says_which_it_is(versions_home: Names) -> None:
    """In the list of cities, in every answer about one, and in the list of vintages."""
    assert [city["version"] for city in content("/cities")] == ["2.0.0"]
    assert get("/cities/sample/fields").headers["accord-version"] == "2.0.0"
    for question in ("compare", "trend"):
        path = f"/cities/sample/{question}?measure=force&policy=deescalation-2019"
        assert content(path)["version"] == "2.0.0"
    assert content("/cities/sample/review")["version"] == "2.0.0"
    kept = content("/cities/sample/vintages?lang=es")
    assert [(entry["version"], entry["kind"]) for entry in kept] == [
        ("2.0.0", "major"),
        ("1.0.1", "patch"),
        ("1.0.0", None),
    ]
    assert kept[0]["mapping"] == {
        "was": "Informes.",
        "now": "Incidentes.",
        "across": "Cuente ambos.",
    }


def test_changes_say_both_versions_and_both_sentences(versions_home: Names) -> None:
    """A verdict that changed stands with what was said before and what is said now."""
    found = content("/cities/sample/changes?version=1.0.1")
    assert (found["version_before"], found["version"], found["kind"]) == ("1.0.0", "1.0.1", "patch")
    changed = {(verdict["policy"], verdict["measure"]): verdict for verdict in found["verdicts"]}
    assert changed
    for verdict in changed.values():
        assert verdict["verdict_before"] != verdict["verdict_now"]
        assert verdict["sentence_before"] != verdict["sentence_now"]
    assert content("/cities/sample/changes")["units_changed"] == ["force"]
    since = content(f"/cities/sample/changes?since={versions_home[0]}")
    assert (since["version_before"], since["version"]) == ("1.0.0", "2.0.0")


def test_data_quality_lists_the_versions(versions_home: Names) -> None:
    """Newest first, with the day, how much changed, and how to read over a major change."""
    table = quality.table(opened("sample"), "versions", load("en"))
    assert table["Version"].to_list() == ["2.0.0", "1.0.1", "1.0.0"]
    assert table["Build"].to_list() == [*reversed(versions_home)]
    assert table["How to read across"].to_list() == ["Count both.", "", ""]
    assert "can mean something else" in table["What is new"][0]
    assert all(table["Published on"])
    earlier = quality.table(opened("sample", versions_home[0]), "versions", load("en"))
    assert earlier.equals(table[2:])
