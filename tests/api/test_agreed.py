"""Agreements, goals, plans and surveys: the interface has what the page Policies shows."""

import csv
import datetime as dt
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.parts.agreement import room
from dashboard.tables.answers import as_json
from dashboard.tables.residents import residents_table
from dashboard.words import load
from dashboard.words.goals import goal_line, goal_sentence
from dashboard.words.markup import unescaped
from dashboard.words.plans import meant_line, plan_lines, plan_texts
from dashboard.words.residents import change_words, spoken
from queries.change.goals import goals_of
from queries.records import surveys
from queries.vintage.catalog import open_city
from tests.api.asking import SITE, content, get, problem
from tests.conftest import at_home
from tests.web.asking import ask

POLICY = "deescalation-2019"
NAMES = ("agreements", "goals", "plans", "surveys")
ENDS = {"value": "", "low": "_low", "high": "_high"}
"""The ends of a ratio in an answer, and of the names of their columns."""


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_agreement_is_that_of_the_page(language: str) -> None:
    """Clauses, texts, marks, requests, answers, stages and numbers are those of the room."""
    words = load(language)
    sample = open_city("sample")
    policy = sample.policy(POLICY)
    assert policy.agreement
    shown, comparisons = room(policy, policy.agreement, None, sample, words)
    (got,) = content(f"/cities/sample/agreements?lang={language}")["agreements"]
    assert (got["policy"], got["title"]) == (POLICY, shown["title"])
    assert [stage["texts"] for stage in got["stages"]] == [s["texts"] for s in shown["stages"]]
    (review,) = got["stages"][2]["statements"]
    assert review["text"] in shown["stages"][2]["statements"][0]["text"]
    (dissent,) = got["dissent"]
    assert dissent["text"] in shown["dissent"][0]["text"]
    assert dissent["source"] in shown["dissent"][0]["source"]
    numbers = []
    for clause, on_page in zip(got["clauses"], shown["clauses"], strict=True):
        assert (clause["title"], clause["says"]) == (on_page["title"], on_page["says"])
        assert on_page["anchor"] in clause["page"]
        assert (clause["no_record"] or "") in on_page["no_record"]
        requests = [entry for entry in got["requests"] if entry["clause"] == clause["id"]]
        for request, other in zip(requests, on_page["requests"], strict=True):
            assert request["answer"] == other["kind"]
            assert request["text"] in other["asked"]
            assert (request["reason"] or "") in other["answer"]
        states = on_page["changes"] or [on_page["latest"]]
        for version, other in zip(clause["versions"], states, strict=True):
            assert (version["summary"] or "") == other["summary"]
            pieces = [[piece["kind"], piece["text"]] for piece in version["pieces"]]
            alone = [["same", version["text"]]] if version["text"] else []
            assert (pieces or alone) == [list(piece) for piece in other["pieces"]]
            assert version["source"] in other["source"]
        for measure, known in zip(clause["measures"], on_page["known"], strict=True):
            meant = meant_line(policy, measure["measure"], measure["way"], words)
            (could,) = (entry for entry in on_page["could"] if meant in entry["meant"])
            assert could["goals"] == tuple(goal["agreed"] for goal in measure["goals"])
            assert all(text in measure["change"]["sentence"] for text in known[:2])
            assert known[2:] == [goal["sentence"] for goal in measure["goals"]]
            assert measure["cautions"]
            numbers.append((measure["windows"], measure["change"]))
    expected = [as_json(comparison, words) for comparison in comparisons]
    assert numbers == [(answer["windows"], answer["citywide"]) for answer in expected]
    assert [entry["text"] for entry in got["requests"] if entry["clause"] is None] == [
        words.say(request.text) for request in policy.agreement.requests if not request.clause
    ]


def test_a_review_of_one_clause_stands_with_it(cincinnati_home: Path) -> None:
    """What a report found of one clause is in that clause, as on the page, and nowhere else."""
    with at_home(cincinnati_home):
        city = open_city("cincinnati")
        got = content("/cities/cincinnati/agreements")["agreements"]
    (policy,) = (policy for policy in city.policies if policy.agreement)
    assert policy.agreement
    expected = {review.clause for review in policy.agreement.reviews if review.clause}
    assert expected
    (agreement,) = got
    assert {clause["id"] for clause in agreement["clauses"] if clause["reviews"]} == expected
    of_all = [review for stage in agreement["stages"] for review in stage["statements"]]
    assert len(of_all) == sum(review.clause is None for review in policy.agreement.reviews)


def test_words_that_may_not_be_shown_are_not_sent() -> None:
    """A version without a text of its own has its summary, no words and no language."""
    (got,) = content("/cities/sample/agreements")["agreements"]
    old = got["clauses"][1]["versions"][0]
    assert (old["text"], old["language"], old["pieces"]) == (None, None, [])
    assert old["summary"].startswith("The old order")


def test_what_has_no_number_says_why(asheville_home: Path) -> None:
    """Asheville's clauses have no comparison: each measure has a reason, and no change."""
    with at_home(asheville_home):
        (got,) = content("/cities/asheville/agreements")["agreements"]
    measures = [measure for clause in got["clauses"] for measure in clause["measures"]]
    assert measures
    for measure in measures:
        assert (measure["change"], measure["windows"], measure["goals"]) == (None, None, [])
        assert measure["reason"]
    assert got["dissent"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_goal_has_the_state_and_numbers_of_the_page(language: str) -> None:
    """State and sentences are the page's; the year's numbers are those that the sentence rounds."""
    words = load(language)
    got = content(f"/cities/sample/goals?lang={language}")["goals"]
    answers = goals_of(open_city("sample"))
    assert [goal["state"] for goal in got] == ["met", "met", "cannot_be_known"]
    for goal, answer in zip(got, answers, strict=True):
        assert goal["state"] == answer.state
        assert goal["agreed"] == goal_line(answer, words)
        assert goal["sentence"] == goal_sentence(answer, words)
        assert (goal["due"], goal["smallest_visible"]) == (answer.due, answer.smallest)
        assert answer.comparison
        row = answer.comparison.table.row(0, named=True)
        year = goal["year"]
        assert year["after"]["events"] == row["after_events"]
        ratio = {name: row[f"ratio{end}"] for name, end in ENDS.items()}
        assert year["ratio"] == ratio
        assert year["windows"]["after"]["to"] == answer.comparison.windows.after_to.isoformat()
        codes = {caution["code"] for caution in year["cautions"]}
        assert "sample_city" in codes
        assert "own_periods" not in codes


def test_a_plan_has_its_sum_and_what_it_leaves_out() -> None:
    """The sum is that of the answer's own content; what was not planned is marked so."""
    words = load("en")
    sample = open_city("sample")
    planned, *others = content("/cities/sample/plans")["policies"]
    policy = sample.policy(planned["policy"])
    (plan,) = planned["plans"]
    assert planned["remarks"] == plan_texts(policy, words)
    assert [entry["sentence"] for entry in plan["measures"]] == plan_lines(policy, words)
    assert summed(plan) == plan["sha256"]
    changed = {**plan, "measures": [{**plan["measures"][0], "way": "up"}]}
    assert summed(changed) != plan["sha256"]
    assert plan["is_late"] is (plan["made_on"] > planned["effective_on"]) is False
    for meant in planned["measures"]:
        line = meant_line(policy, meant["measure"], meant["way"], words)
        assert meant["is_planned"] is ("Not planned" not in line)
    assert {meant["is_planned"] for meant in planned["measures"]} == {True, False}
    assert [other["policy"] for other in others] == [entry.id for entry in sample.policies[1:]]
    for other in others:
        assert (other["plans"], other["remarks"]) == ([], [])
        assert all(meant["is_planned"] is None for meant in other["measures"])


def summed(plan: dict[str, Any]) -> str:
    """Return the sum of a plan as docs/api.md tells a reader to make it."""
    told = {"is_late", "sha256", "sentence"}
    kept = {key: value for key, value in plan.items() if key not in told and value is not None}
    kept["measures"] = [
        {key: value for key, value in entry.items() if key not in told and value is not None}
        for entry in plan["measures"]
    ]
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("language", ["en", "es"])
def test_residents_answers_are_those_of_the_page(language: str) -> None:
    """Each value has its range and number of people, each change the page's sentence."""
    words = load(language)
    sample = open_city("sample")
    got = content(f"/cities/sample/surveys?policy={POLICY}&lang={language}")
    answers = surveys.asked(sample)
    for value, row in zip(got["values"], answers.to_dicts(), strict=True):
        for name in ("topic", "question", "value", "n", "low", "high", "scale_to"):
            assert value[name] == row[name]
        assert value["reason"] is None
        assert value["low"] < value["value"] < value["high"]
    on_page = residents_table(spoken(answers, words), words)
    shown = on_page[words.text("residents.columns.value")].to_list()
    assert [round(value["value"], 1) for value in got["values"]] == shown
    changes = surveys.changes(answers, sample.policy(POLICY))
    for change, (topic, expected) in zip(got["changes"], changes, strict=True):
        assert isinstance(expected, surveys.SurveyChange)
        assert change["topic"] == topic
        assert change["question"] == expected.before["question"][0]
        assert change["verdict"] == expected.change.verdict
        assert (change["low"], change["high"]) == (expected.change.low, expected.change.high)
        assert change["difference"] == expected.change.difference
        assert change["sentence"] == unescaped(change_words(topic, expected, words))
    assert words.text("residents.not_why") in got["cautions"]
    assert content("/cities/sample/surveys")["changes"] == []


def test_an_area_has_its_own_answers_or_none() -> None:
    """A district that was asked has its values; an area that nobody asked never has the city's."""
    district = content("/cities/sample/surveys?layer=district&area=1")
    own = surveys.asked(open_city("sample"), "district", "1")
    assert [value["value"] for value in district["values"]] == own["value"].to_list()
    assert problem("/cities/sample/surveys?area=4")["code"] == "nobody_asked"


def test_without_a_range_there_is_no_verdict(chicago_home: Path) -> None:
    """Chicago's scores have means, the reason and the publisher's notes, and no verdict at all."""
    with at_home(chicago_home):
        got = content("/cities/chicago/surveys?policy=g03-02-2021")
    reasons = {value["reason"]["code"] for value in got["values"]}
    assert reasons == {"no_n"}
    for value in got["values"]:
        assert (value["n"], value["low"], value["high"]) == (None, None, None)
    changes = {change["topic"]: change for change in got["changes"]}
    assert {change["verdict"] for change in changes.values()} == {None}
    trust = changes["trust"]
    assert (round(trust["before"], 2), round(trust["after"], 2)) == (59.90, 57.79)
    assert (trust["low"], trust["reason"]["code"]) == (None, "no_n")
    voice = changes["voice"]
    assert (voice["before"], voice["windows"], voice["reason"]["code"]) == (None, None, "too_short")
    assert load("en").text("residents.together") not in got["cautions"]
    assert got["sources"][0]["notes"]


def test_all_values_are_a_file() -> None:
    """The address in the answer gives every value, also of groups and districts."""
    address = content("/cities/sample/surveys")["table"]
    rows = list(csv.DictReader(io.StringIO(ask(address, "GET", SITE).text.removeprefix("\ufeff"))))
    every = surveys.values(open_city("sample"))
    assert len(rows) == len(every) > len(content("/cities/sample/surveys")["values"])
    assert [float(row["value"]) for row in rows] == every["value"].to_list()
    assert [row["n"] for row in rows] == [str(n) for n in every["n"]]


def test_a_city_without_a_survey_says_so(minneapolis_home: Path) -> None:
    """Neither an answer nor a file is made up; agreements and goals are those of its pack."""
    with at_home(minneapolis_home):
        assert problem("/cities/minneapolis/surveys")["code"] == "no_surveys"
        assert ask("/data/minneapolis/latest/surveys.csv", "GET", SITE).status == 422
        assert content("/cities/minneapolis/goals")["goals"] == []
        assert len(content("/cities/minneapolis/agreements")["agreements"]) == 2


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_meant_is_answered(name: str) -> None:
    """A policy has its own answer, an unknown one is refused; what is known is not sent again."""
    path = f"/cities/sample/{name}"
    told = problem(f"{path}?policy=none")
    assert (told["status"], told["code"], told["parameter"]) == (404, "no_such_policy", "policy")
    assert told["allowed"] == [policy.id for policy in open_city("sample").policies]
    one = get(f"{path}?policy={POLICY}")
    assert get(f"{path}?policy={POLICY}", if_none_match=one.headers["etag"]).status == 304
    assert get(f"{path}?policy=mediators-2021").content != one.content
    assert problem(f"{path}?clause=x")["code"] == "no_such_parameter"


def test_a_policy_tells_its_story() -> None:
    """The register has what the page shows of a policy: content, groups, steps and recording."""
    first = content("/cities/sample/policies")[0]
    policy = open_city("sample").policy(first["id"])
    assert first["says"] == load("en").say(policy.says or {})
    assert len(first["groups"]) == len(policy.groups) > 1
    days = [dt.date.fromisoformat(step["on"]) for step in first["steps"]]
    assert days == sorted(days)
    assert "in_force" in [step["kind"] for step in first["steps"]]
    assert first["recording"] == policy.recording
    assert (first["has_agreement"], first["has_goals"], first["has_plan"]) == (True, True, True)
