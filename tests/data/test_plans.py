"""A plan fixes what will be looked at: its sum is stable, and a change in it is seen."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.parts.agreement import room
from dashboard.parts.story import story
from dashboard.parts.templates import rendered
from dashboard.words import load
from dashboard.words.markup import escaped
from data.config import packs
from data.plans import FOLDER, add_plan, content_sum, plan_faults, read_plans
from queries.change.compare import compare
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.paths import PACKS, SQL
from queries.vintage.catalog import open_city
from tests.at_once import at_once
from tests.conftest import at_home
from tests.dashboard.test_addresses import opened
from tests.edition.reading import text_of

POLICY = "deescalation-2019"
MEASURE = {
    "measure": "force",
    "way": "down",
    "before_from": dt.date(2017, 1, 1),
    "before_to": dt.date(2018, 12, 31),
    "after_from": dt.date(2019, 1, 1),
    "after_to": dt.date(2020, 12, 31),
    "smallest_that_matters": 0.1,
}
CONTENT = {"layer": "neighborhood", "method": "ratio", "measures": [MEASURE]}


def planned_twice(pack: Path) -> list[Path]:
    """Write two plans of a policy and return their files."""
    wider = {**CONTENT, "measures": [MEASURE, {**MEASURE, "measure": "complaints"}]}
    days = (dt.date(2018, 12, 1), dt.date(2019, 6, 1))
    contents = (CONTENT, wider)
    return [add_plan(pack, "p", *plan) for plan in zip(contents, days, strict=True)]


def test_a_sum_is_that_of_the_content(tmp_path: Path) -> None:
    """The order of keys and the comments of the file do not matter; every value does."""
    path = planned_twice(tmp_path)[0]
    plan = read_toml(path)
    assert content_sum(plan) == plan["sha256"]
    assert content_sum(dict(reversed(plan.items()))) == plan["sha256"]
    assert plan["sha256"] == "ea41a1c2fa6cdc8ad925fd559300e7241e1eacc71135101dcf15659c658bf1d1"
    path.write_text(f"# read\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert list(plan_faults(tmp_path, ["p"])) == []


def test_a_changed_plan_keeps_its_history(tmp_path: Path) -> None:
    """The second plan is a file of its own that names the sum of the first."""
    paths = planned_twice(tmp_path)
    first, second = read_plans(tmp_path, ["p"])["p"]
    assert [path.name for path in paths] == ["1.toml", "2.toml"]
    assert "previous" not in first
    assert second["previous"] == first["sha256"]
    assert [len(plan["measures"]) for plan in (first, second)] == [1, 2]


def test_plans_made_at_once_are_all_kept(tmp_path: Path) -> None:
    """Twenty processes that each make a plan at the same moment make twenty, each after another."""
    failed = at_once(
        "import datetime; from pathlib import Path; from data.plans import add_plan; "
        f"content = {CONTENT!r}",
        f"add_plan(Path({str(tmp_path)!r}), 'p', content | {{'layer': str(n)}}, "
        "datetime.date(2018, 12, 1))",
    )
    assert failed == 0
    plans = read_plans(tmp_path, ["p"])["p"]
    assert sorted(int(plan["layer"]) for plan in plans) == list(range(20))
    assert len(list((tmp_path / FOLDER / "p").iterdir())) == 20


def test_a_plan_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file in the place of the folder ends in words."""
    (tmp_path / FOLDER).touch()
    with pytest.raises(BadInput, match="The plan cannot be written"):
        add_plan(tmp_path, "p", CONTENT, dt.date(2018, 12, 1))


@pytest.mark.parametrize(
    ("old", "new", "phrase"),
    [
        ("after_to = 2020-12-31", "after_to = 2021-12-31", "the plan was changed"),
        ('measure = "force"', 'measure = "complaints"', "the plan was changed"),
        ("made_on = 2018-12-01", "made_on = 2018-11-01", "the plan was changed"),
        ("smallest_that_matters = 0.1", "smallest_that_matters = 0.2", "the plan was changed"),
        ('sha256 = "', 'sha256 = "0', "the plan was changed"),
    ],
)
def test_tampering_is_seen(tmp_path: Path, old: str, new: str, phrase: str) -> None:
    """Whatever is changed in a plan, the sum does not fit and the build refuses it."""
    path = planned_twice(tmp_path)[0]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert phrase in str(next(plan_faults(tmp_path, ["p"])))
    with pytest.raises(BadInput, match=phrase):
        read_plans(tmp_path, ["p"])


def test_a_plan_with_a_new_sum_does_not_fit_the_next(tmp_path: Path) -> None:
    """One who changes a plan and writes its sum anew is seen by the plan after it."""
    path = planned_twice(tmp_path)[0]
    plan = read_toml(path)
    changed = plan | {"made_on": dt.date(2018, 11, 1)}
    text = path.read_text(encoding="utf-8").replace("made_on = 2018-12-01", "made_on = 2018-11-01")
    path.write_text(text.replace(plan["sha256"], content_sum(changed)), encoding="utf-8")
    assert "the plan before was replaced" in str(next(plan_faults(tmp_path, ["p"])))


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"measure": "x"}, "measure: it is unknown"),
        ({"way": "sideways"}, "way: the value is unknown"),
        ({"before_to": dt.date(2019, 6, 1)}, "its windows overlap"),
        ({"after_to": dt.date(2018, 12, 31)}, "its windows overlap"),
        ({"smallest_that_matters": -0.1}, "it is no share"),
        ({"smallest_visible": 0.0}, "it is no ratio"),
        ({"smallest_visible": -1.0}, "it is no ratio"),
    ],
)
def test_a_plan_that_no_command_writes_is_refused(
    tmp_path: Path, change: dict[str, object], phrase: str
) -> None:
    """A plan by hand with a sum that fits is no plan if its pages could not say what it means."""
    content = {**CONTENT, "measures": [MEASURE | change]}
    add_plan(tmp_path, "p", content, dt.date(2018, 12, 1))
    assert phrase in str(next(plan_faults(tmp_path, ["p"])))


def test_no_plan_is_older_than_the_one_before(tmp_path: Path) -> None:
    """A newer plan with an earlier day would make a late plan look as if it came in time."""
    for day in (dt.date(2019, 6, 1), dt.date(2018, 12, 1)):
        add_plan(tmp_path, "p", CONTENT, day)
    assert "it is before the plan before" in str(next(plan_faults(tmp_path, ["p"])))


def test_a_plan_that_was_taken_away_is_missed(tmp_path: Path) -> None:
    """The numbers have no gap: the first plan cannot be dropped for the second."""
    planned_twice(tmp_path)[0].unlink()
    assert "one is missing" in str(next(plan_faults(tmp_path, ["p"])))


@pytest.mark.parametrize("city", packs())
def test_every_plan_of_a_pack_is_as_it_was_made(city: str) -> None:
    """No plan that is delivered was changed."""
    policies = [
        policy["id"] for policy in read_toml(PACKS / city / "policies.toml").get("policies", [])
    ]
    assert [str(fault) for fault in plan_faults(PACKS / city, policies)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_not_in_the_plan_is_marked(small_home: Path, language: str) -> None:
    """The sample's plan stands in its story; the measure of a clause that it lacks is marked."""
    words = load(language)
    with at_home(small_home):
        vintage = open_city("sample")
        policy = vintage.policy(POLICY)
        assert policy.agreement is not None
        values, _ = room(policy, policy.agreement, None, vintage, words)
        points, _ = story(policy, vintage, words)
    mark = words.text("plans.not_planned", day=words.day(dt.date(2019, 3, 29)))
    assert [mark in row["meant"][0] for row in values["clauses"][0]["could"]] == [True, False]
    text = text_of(rendered("policy", points=points, fold=""))
    assert mark not in text
    assert words.text("plans.title") in text
    assert words.text("plans.late") not in text


def test_what_changed_says_what_was_not_planned(small_home: Path) -> None:
    """A measure outside the plan is marked on its own page too; one in the plan is not."""
    mark = load("en").text("plans.not_planned", day=load("en").day(dt.date(2019, 3, 29)))
    for measure, is_marked in (("force_deescalation", True), ("force", False)):
        choices = {"city": "sample", "policy": POLICY, "measure": measure}
        page = opened(small_home, "what_changed", {key: [value] for key, value in choices.items()})
        assert not page.exception
        assert [info.value for info in page.info].count(escaped(mark)) == is_marked


def test_a_policy_without_a_plan_marks_nothing(small_home: Path) -> None:
    """Where nothing was fixed in advance no measure is said to be left out."""
    with at_home(small_home):
        vintage = open_city("sample")
        points, _ = story(vintage.policy("mediators-2021"), vintage, load("en"))
    assert "Not planned" not in rendered("policy", points=points, fold="")


def test_the_command_plans_from_the_months_before(
    tmp_path: Path, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan made today is the next number; its windows are those of the comparison."""
    own = tmp_path / "own"
    shutil.copytree(PACKS / "sample", own / "data" / "cities" / "sample")
    shutil.copytree(SQL / "staging" / "sample", own / "sql" / "staging" / "sample")
    monkeypatch.setenv("ACCORD_PACKS", str(own))
    command = ["plan", "sample", "--policy", POLICY]
    with at_home(small_home):
        result = CliRunner().invoke(app, [*command, "--measure", "force_deescalation"])
        windows = compare(open_city("sample"), "force_deescalation", None, POLICY).windows
        unknown = CliRunner().invoke(app, [*command, "--measure", "calls_public"])
    assert result.exit_code == 0, result.output
    assert unknown.exit_code == 2
    pack = own / "data" / "cities" / "sample"
    plan = read_toml(pack / FOLDER / POLICY / "2.toml")
    (entry,) = plan["measures"]
    assert (entry["measure"], entry["way"]) == ("force_deescalation", "up")
    days = ("before_from", "before_to", "after_from", "after_to")
    assert [entry[day] for day in days] == [getattr(windows, day) for day in days]
    assert 1 < entry["smallest_visible"] < 1.5
    assert list(plan_faults(pack, [POLICY])) == []
