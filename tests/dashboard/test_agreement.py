"""The room of an agreement: clauses with what was asked, what the text says and what is known."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.edition.addresses import public_address
from dashboard.parts.agreement import room
from dashboard.parts.story import story
from dashboard.parts.templates import rendered
from dashboard.words import capital, load
from dashboard.words.changes import share
from dashboard.words.redline import ADDED, REMOVED, SAME, redline
from queries.change.foresight import smallest_after
from queries.declared import dictionary
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.dashboard.test_addresses import opened
from tests.edition.reading import Reading, text_of

WORDS = load("en")
CLAUSE = "deescalation-2019-duty-to-step-in"
TEXT = st.text(alphabet="ab ,.\n", max_size=40)


@given(TEXT, TEXT)
def test_a_redline_holds_both_texts(old: str, new: str) -> None:
    """Without what was added it is the old text, without what was removed the new one."""
    pieces = redline(old, new)
    assert "".join(text for kind, text in pieces if kind != ADDED) == old
    assert "".join(text for kind, text in pieces if kind != REMOVED) == new


def test_words_that_were_replaced_together_are_read_together() -> None:
    """A word that stayed is not marked; two replaced words are one piece with their space."""
    assert redline("should attempt verbal commands first", "must attempt to slow down first") == [
        (REMOVED, "should"),
        (ADDED, "must"),
        (SAME, " attempt "),
        (REMOVED, "verbal commands"),
        (ADDED, "to slow down"),
        (SAME, " first"),
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_clause_has_request_answer_text_goal_and_verdict(small_home: Path, language: str) -> None:
    """The sample city's agreement shows all that an agreement can hold, in both languages."""
    words = load(language)
    with at_home(small_home):
        vintage = open_city("sample")
        policy = vintage.policy("deescalation-2019")
        assert policy.agreement is not None
        values, comparisons = room(policy, policy.agreement, None, vintage, words)
    html = rendered("agreement", **values)
    text = text_of(html)
    first, second = values["clauses"]
    assert [entry["kind"] for entry in first["requests"]] == ["taken_up", "in_part"]
    assert first["asked_short"] == " · ".join(
        f"{capital(words.say(dictionary.word('request_answer', answer)))}: 1"
        for answer in ("taken_up", "in_part")
    )
    assert words.text("goals.states.met") in text
    assert [comparison.measure.id for comparison in comparisons] == [
        "force_deescalation",
        "force_per_calls",
    ]
    assert second["could"] == second["known"] == []
    assert second["known_short"] == words.text("agreements.short_no_record")
    assert second["no_record"] in text
    assert "<del>" in html
    assert f"{words.text('agreements.removed')} should" in text
    titles = [words.text(f"agreements.{name}") for name in ("asked", "text", "could", "known")]
    assert re.findall("<h4>(.*?)</h4>", html) == titles * 2
    assert html.count('name="deescalation-2019"') == 2  # so that opening one folds the other
    assert html.count(" open") == 0
    assert [entry["kind"] for entry in values["without"]] == ["no_answer_known"]


def test_a_clause_says_what_a_year_could_show(small_home: Path) -> None:
    """What could be known comes from the months before, stands before what is known, and once."""
    with at_home(small_home):
        vintage = open_city("sample")
        policy = vintage.policy("deescalation-2019")
        assert policy.agreement is not None
        values, _ = room(policy, policy.agreement, policy.agreement.clauses[0], vintage, WORDS)
        smallest = smallest_after(vintage, "force_per_calls", policy.id, "down")
    (clause,) = values["clauses"]
    assert smallest is not None
    seen = WORDS.text("goals.smallest_down", change=share(1 - smallest))
    (could,) = (row for row in clause["could"] if row["meant"][0].startswith("Uses of force per"))
    assert could["texts"] == (seen,)
    assert len(could["goals"]) == 1
    text, seen = text_of(rendered("agreement", **values)), " ".join(seen.split())
    assert text.count(seen) == 1
    assert text.index(seen) < text.index(WORDS.text("agreements.known")) < text.index("Met: ")


def test_a_goal_of_no_clause_is_shown(small_home: Path) -> None:
    """A goal whose measure no clause names stands beside the clauses, with its state."""
    with at_home(small_home):
        vintage = open_city("sample")
        policy = vintage.policy("deescalation-2019")
        assert policy.agreement is not None
        values, _ = room(policy, policy.agreement, None, vintage, WORDS)
    (goal,) = values["goals"]
    assert goal.startswith("Complaints that allege force")
    assert WORDS.text("goals.states.cannot_be_known") in goal


def test_what_others_found_stands_in_its_clause(cincinnati_home: Path) -> None:
    """A review that names a clause is known of that clause, and is no review of the whole."""
    with at_home(cincinnati_home):
        vintage = open_city("cincinnati")
        policy = vintage.policy("doj-agreement-2002")
        assert policy.agreement is not None
        values, _ = room(policy, policy.agreement, None, vintage, WORDS)
    reviewed = [clause["anchor"] for clause in values["clauses"] if clause["reviews"]]
    names = ("respect-and-trust", "fair-treatment")
    assert reviewed == [f"doj-agreement-2002-{name}" for name in names]
    assert [len(stage["statements"]) for stage in values["stages"]] == [0, 0, 2, 0]


def test_silence_is_no_consent(cincinnati_home: Path) -> None:
    """Where nobody's dissent is on file, the room says so, and that it proves no agreement."""
    with at_home(cincinnati_home):
        city = open_city("cincinnati")
    (policy,) = (policy for policy in city.policies if policy.agreement)
    assert policy.agreement
    assert not policy.agreement.dissent
    shown, _ = room(policy, policy.agreement, None, city, load("en"))
    assert "That does not mean that all agreed." in rendered("agreement", **shown)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_change_in_recording_stands_beside_each_verdict(
    chicago_home: Path, language: str
) -> None:
    """A clause by itself, and what happened then, say what changed in recording, in full."""
    words = load(language)
    with at_home(chicago_home):
        vintage = open_city("chicago")
        policy = vintage.policy("g03-02-2021")
        assert policy.agreement is not None
        assert policy.recording_change is not None
        values, _ = room(policy, policy.agreement, policy.agreement.clauses[0], vintage, words)
        points, _ = story(policy, vintage, words)
    changed = " ".join(words.say(policy.recording_change).split())
    assert text_of(rendered("agreement", **values)).count(changed) == 1
    (then,) = (point for point in points if point["is_then"])
    assert changed in " ".join(then["parts"][0]["texts"])


def test_asheville_keeps_its_dissent(asheville_home: Path) -> None:
    """The Coalition's statement stands in the room, and no clause claims what no record shows."""
    with at_home(asheville_home):
        vintage = open_city("asheville")
        policy = vintage.policy("de-escalation-2017")
        assert policy.agreement is not None
        values, comparisons = room(policy, policy.agreement, None, vintage, WORDS)
    text = text_of(rendered("agreement", **values))
    assert "Racial Justice Coalition (August 16, 2016): The Coalition, which had asked" in text
    assert "it had not agreed to all of the groups" in text
    assert comparisons == []
    assert text.count(WORDS.text("agreements.no_goal")) == 3  # of the clauses that name a measure
    assert text.count(WORDS.text("agreements.known_nothing")) == len(values["clauses"]) == 4
    assert "Who sat at the table was disputed." in text
    first, *drafts = values["clauses"]
    assert [first["is_final"], *(clause["is_final"] for clause in drafts)] == [True] + [False] * 3
    assert text.count(WORDS.text("agreements.not_final")) == 3
    assert "No record can show it." in text


def test_an_address_opens_one_clause(small_home: Path) -> None:
    """`?clause=` shows that clause alone and unfolded, an unknown one the page and a line on it."""
    page = opened(small_home, "policies", {"city": ["sample"], "clause": [CLAUSE]})
    assert not page.exception
    html = "".join(element.proto.body for element in page.get("html"))
    assert html.count('class="accord-clause"') == 1
    assert f'id="{CLAUSE}" open' in html
    assert "two meetings were too few" in html  # who did not agree goes with every clause
    assert len(page.header) == 1
    page = opened(small_home, "policies", {"city": ["sample"], "clause": ["none"]})
    assert not page.exception
    assert len(page.header) == 4  # three policies, and what residents say
    assert any("none" in warning.value for warning in page.warning)


def test_the_public_edition_has_an_address_for_each_clause(edition: Path, small_home: Path) -> None:
    """The fragment that the live address leads to is an id of the public page, and a link on it."""
    page = Reading((edition / "en" / "policies.html").read_text(encoding="utf-8"))
    assert CLAUSE in page.ids
    assert f"#{CLAUSE}" in page.addresses
    with at_home(small_home):
        address = public_address("policies", {"city": "sample", "clause": CLAUSE})
    assert address == f"/public/sample/en/policies.html#{CLAUSE}"
