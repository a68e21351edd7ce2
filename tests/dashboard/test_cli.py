"""The command line: what it prints, how it ends, and the documented form of its JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.cli import app
from queries.paths import ROOT

AREA = {
    "area_id",
    "area",
    "before",
    "after",
    "ratio",
    "p",
    "q",
    "detectable_fall",
    "method",
    "verdict",
    "sentence",
}


def accord(home: Path, *arguments: str) -> Result:
    """Run the command in this process, at an ACCORD_HOME and 200 columns wide."""
    environment = {"ACCORD_HOME": str(home), "COLUMNS": "200"}
    return CliRunner().invoke(app, arguments, env=environment)


@pytest.fixture(scope="module")
def answer(sample_home: Path) -> dict[str, object]:
    """The sample city's answer to its policy, as JSON."""
    result = accord(
        sample_home,
        *("compare", "sample", "--policy", "deescalation-2019"),
        *("--measure", "force_per_calls", "--format", "json"),
    )
    assert result.exit_code == 0, result.stderr
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_the_json_has_its_documented_form(answer: dict[str, object]) -> None:
    """The keys are those of docs/compare.md, no more and no less."""
    assert set(answer) == {
        "city",
        "policy",
        "measure",
        "unit",
        "layer",
        "vintage",
        "windows",
        "citywide",
        "areas",
        "unknown",
        "cautions",
    }
    areas = answer["areas"]
    assert isinstance(areas, list)
    assert len(areas) == 30
    for one in (answer["citywide"], answer["unknown"], *areas):
        assert isinstance(one, dict)
        assert set(one) == AREA
        assert set(one["before"]) == {"events", "exposure", "rate", "low", "high"}
    documented = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    assert all(f'"{key}"' in documented for key in (*answer, *AREA))


TREND = {
    *("city", "policy", "on", "measure", "unit", "vintage", "windows", "model", "reason"),
    *("with_pandemic", "placebo", "sentence", "placebo_sentence", "plain", "breaks", "months"),
    *("places", "cautions"),
}
MODEL = {
    *("ratio", "p", "recorded", "expected", "avoided", "slope", "dispersion", "residual_p"),
    *("is_less_certain", "has_pandemic", "df", "method"),
}


def test_a_trend_has_its_documented_form(sample_home: Path) -> None:
    """The keys are those of docs/trend.md, no more and no less, with a model and without."""
    documented = (ROOT / "docs" / "trend.md").read_text(encoding="utf-8")
    for policy, has_model in (("deescalation-2019", True), ("show-of-force-2022", False)):
        result = accord(
            sample_home,
            *("trend", "sample", "--policy", policy, "--measure", "force", "--format", "json"),
        )
        assert result.exit_code == 0, result.stderr
        found = json.loads(result.stdout)
        assert set(found) == TREND
        assert [set(found[key]) for key in ("model", "with_pandemic") if found[key]] == (
            [MODEL, MODEL] if has_model else []
        )
        assert (found["reason"] is None) == has_model
        keys = (*TREND, *MODEL, *found["months"][0], *found["placebo"], *found["places"])
        assert all(f'"{key}"' in documented for key in keys)


def test_places_have_their_documented_form(sample_home: Path) -> None:
    """What compares places is in the same object, with every key documented."""
    documented = (ROOT / "docs" / "trend.md").read_text(encoding="utf-8")
    asked = ("--policy", "mediators-2021", "--measure", "complaints", "--format", "json")
    places = json.loads(accord(sample_home, "trend", "sample", *asked).stdout)["places"]
    assert (len(places["reached"]), len(places["others"])) == (10, 20)
    parts = [places[name][0] for name in ("groups", "designs", "placebo_outcomes")]
    for part in (places, *parts, places["placebo_areas"]):
        assert all(f'"{key}"' in documented for key in part)
    assert all(f"`{one['design']}`" in documented for one in places["designs"])


def test_a_trend_is_read_in_the_terminal(sample_home: Path) -> None:
    """The table gives the sentence and the cautions; the CSV gives the months of the page."""
    asked = ("trend", "sample", "--policy", "deescalation-2019", "--measure", "force")
    said = accord(sample_home, *asked).stdout
    assert "had nothing changed" in said
    assert "sample_city" in said
    months = accord(sample_home, *asked, "--format", "csv", "--language", "es").stdout.splitlines()
    assert months[0].startswith("Mes,Fase,Registros,")
    assert len(months) == 1 + 95  # from February 2016, the first whole month, to December 2023
    assert accord(sample_home, "trend", "sample", "--measure", "force").exit_code == 2


def test_a_slip_is_answered_in_words(sample_home: Path) -> None:
    """An unknown measure, policy or city ends with code 2 and says what there is."""
    for arguments, answer in (
        (("sample", "--policy", "deescalation-2019", "--measure", "forc"), "There are: force"),
        (("sample", "--policy", "none", "--measure", "force"), "deescalation-2019"),
        (("atlantis", "--policy", "x", "--measure", "force"), "Published: sample"),
    ):
        result = accord(sample_home, "compare", *arguments)
        assert result.exit_code == 2
        assert answer in result.stderr
        assert "Traceback" not in result.stderr


def test_a_process_of_its_own_ends_with_the_same_code_and_words(home: Path) -> None:
    """The command, started as a person starts it, has its exit code and no traceback."""
    command = [sys.executable, "-c", "from dashboard.cli import app; app()"]
    done = subprocess.run(
        [*command, "compare", "atlantis", "--policy", "x", "--measure", "force"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Nothing is published for atlantis." in done.stderr
    assert "Traceback" not in done.stderr


def test_build_says_what_is_missing(tmp_path: Path) -> None:
    """A build without raw files ends with code 2, the file's name and what to do."""
    result = accord(tmp_path, "build", "sample")
    assert result.exit_code == 2
    assert "what to do" in result.stderr


def test_status_names_the_published_vintage(sample_home: Path) -> None:
    """Status shows what is published and how far its data are settled."""
    result = accord(sample_home, "status", "sample")
    assert "published" in result.stdout
    assert "settled to" in result.stdout


SIGNAL = {
    "measure",
    "area_id",
    "area",
    "state",
    "rule",
    "since",
    "is_new",
    "events",
    "exposure",
    "rate",
    "centre",
    "low",
    "high",
    "chart",
    "method",
    "points",
    "is_trial",
    "year_ago",
    "notes",
    "records",
    "sentence",
}


def test_the_review_has_its_documented_form(sample_home: Path) -> None:
    """The keys are those of docs/review.md, and the table names the same exceptions."""
    asked = ("review", "sample", "--month", "2020-04")
    result = accord(sample_home, *asked, "--format", "json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["month"], told["layer"]) == ("2020-04", "district")
    assert told["signals"]
    documented = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    for one in told["signals"]:
        assert set(one) == SIGNAL
        assert set(one["year_ago"]) == {"events", "rate", "ratio", "low", "high"}
        # the spring of 2020: fewer calls, and fewer complaints with them
        assert one["measure"] in {"calls_per_residents", "complaints", "complaints_per_residents"}
    assert all(f'"{key}"' in documented for key in (*told, *SIGNAL, *told["not_judged"][0]))
    lines = accord(sample_home, *asked, "--format", "csv").stdout.splitlines()
    assert len(lines) == len(told["signals"]) + 1
    table = accord(sample_home, *asked).stdout
    assert f"a signal in {len(told['signals'])} of {told['looks']} looks" in table


def test_a_month_that_cannot_be_reviewed_is_refused(sample_home: Path) -> None:
    """A provisional month, and one that is no month, end with code 2 and what can be done."""
    result = accord(sample_home, "review", "sample", "--month", "2023-12")
    assert result.exit_code == 2
    assert "2016-01 to 2023-11" in " ".join(result.stderr.split())
    assert accord(sample_home, "review", "sample", "--month", "May").exit_code == 2
