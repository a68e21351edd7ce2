"""A register that does not say truly whom a policy reached is refused, and says what to do."""

import shutil
from pathlib import Path

import duckdb
import pytest

from data.config import read_city
from data.register import load_register
from queries.errors import BadInput
from queries.paths import PACKS

ENTRY = """
[[policies]]
id = "p"
title = { en = "P", es = "P" }
effective_on = 2020-01-01
source = "s"
recording = "unchanged"
"""


def loaded(folder: Path, added: str) -> duckdb.DuckDBPyConnection:
    """Load the sample city's register with one policy, its layer holding areas 1, 2 and 3."""
    ignored = shutil.ignore_patterns("agreements", "plans", "priorities.toml")  # of others
    shutil.copytree(PACKS / "sample", folder / "sample", ignore=ignored)
    text = added if added.startswith("[[") else ENTRY + added
    (folder / "sample" / "policies.toml").write_text(text, encoding="utf-8")
    con = duckdb.connect()
    con.execute("create schema core")
    con.execute("create table core.areas (layer varchar, area_id varchar)")
    con.execute("insert into core.areas select 'neighborhood', unnest(['1', '2', '3'])")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.config.PACKS", folder)
        load_register(con, read_city("sample"))
    return con


@pytest.mark.parametrize(
    ("added", "phrase"),
    [
        ('scope = "ward"', "unknown scope"),
        ('scope = "areas"', "does not say which areas"),
        ('scope = "areas"\nareas = ["1"]', "does not say which areas"),
        ('layer = "neighborhood"\nareas = ["1"]', "does not say which areas"),
        ('scope = "areas"\nlayer = "neighborhood"\nareas = ["1", "9"]', "found: 9"),
        ('scope = "areas"\nlayer = "neighborhood"\nareas = ["1", "1"]', "an area twice"),
        ('scope = "areas"\nlayer = "neighborhood"\nareas = ["1", "2", "3"]', "every area"),
        ('recording_datsets = ["calls"]', "'recording_datasets'?"),
        ('measures = { forse = "down" }', "'force'?"),
        ('measures = { force = "less" }', "neither down nor up"),
        ("goals = 3", "it is no list of tables"),
        ("process = [1]", "it is no list of tables"),
        ('process = [{ on = "May", kind = "draft", text = { en = "x" } }]', "it is no day"),
        ('process = [{ on = 2019-01-01, text = { en = "x" } }]', "unknown kind"),
        ("groups = 3", "another form"),
        ("measures = [1]", "another form"),
        ("comparison = 3", "another form"),
        ("measures = { force = [] }", "neither down nor up"),
        ('announced_on = "soon"', "it is no day"),
        ("training_from = 2019-06-01\ntraining_to = 2019-05-01", "ends before it begins"),
        ('is_day_known = "yes"', "another form"),
        ("link = []", "no address of the web"),
        ('comparison = { city = "sample", why = { en = "a", es = "b" } }', "cannot be used"),
        ('comparison = { city = "atlantis", why = { en = "a", es = "b" } }', "cannot be used"),
    ],
)
def test_whom_a_policy_reached_is_said_truly(tmp_path: Path, added: str, phrase: str) -> None:
    """A wrong scope, area or city ends in one message that names the policy and the file."""
    with pytest.raises(BadInput) as caught:
        loaded(tmp_path, added)
    assert phrase in str(caught.value)
    assert "'p'" in str(caught.value)
    assert "policies.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("added", "key"),
    [
        ('says = "what it says"', "says"),
        ("groups_note = {}", "groups_note"),
        ('groups = [{ en = "a" }, "b"]', "groups[1]"),
        ('process = [{ on = 2019-01-01, kind = "draft", text = { en = " " } }]', "process[0].text"),
    ],
)
def test_a_text_without_a_language_is_refused(tmp_path: Path, added: str, key: str) -> None:
    """A text that is no table of languages ends in one message that names its key."""
    with pytest.raises(BadInput, match="no table of languages") as caught:
        loaded(tmp_path, added)
    assert key in str(caught.value)


@pytest.mark.parametrize("name", ["../../x", "A B", "2019-04-01T00:00:00", "ü"])
def test_a_policy_has_an_id_that_an_address_can_hold(tmp_path: Path, name: str) -> None:
    """Files and addresses are named by it, so it is no path."""
    with pytest.raises(BadInput, match="no address can hold it"):
        loaded(tmp_path, f'[[policies]]\nid = "{name}"' + ENTRY.split('id = "p"')[1])


@pytest.mark.parametrize(
    ("old", "new", "phrase"),
    [
        ("change = -0.1", "change = inf", "change cannot be used"),
        ('measure = "force"', "measure = []", "measure cannot be used"),
        ('source = "m"', "source = 3", "source cannot be used"),
    ],
)
def test_a_goal_has_values_that_can_be_read(
    tmp_path: Path, old: str, new: str, phrase: str
) -> None:
    """A goal without end, of no measure or from nowhere is refused."""
    goal = (
        'goals = [{ measure = "force", change = -0.1, by = 2022-01-01, '
        'agreed_by = { en = "x" }, agreed_on = 2019-01-01, source = "m" }]'
    )
    loaded(tmp_path / "right", goal)
    with pytest.raises(BadInput, match=phrase):
        loaded(tmp_path / "wrong", goal.replace(old, new))


def test_one_language_is_enough(tmp_path: Path) -> None:
    """A policy is loaded with texts in a single language, whichever it is."""
    shutil.copytree(PACKS / "seattle", tmp_path / "seattle")
    con = loaded(
        tmp_path,
        'says = { es = "lo que dice" }\n'
        'comparison = { city = "seattle", why = { en = "much alike" } }',
    )
    row = con.execute("select entry from core.policies").fetchone()
    assert row is not None
    assert '"why": {"en": "much alike"}' in row[0]


def test_a_policy_of_some_areas_is_loaded(tmp_path: Path) -> None:
    """Layer and areas stand in the entry as they were written."""
    con = loaded(tmp_path, 'scope = "areas"\nlayer = "neighborhood"\nareas = ["1", "3"]')
    row = con.execute("select entry from core.policies").fetchone()
    assert row is not None
    assert '"areas": ["1", "3"]' in row[0]
