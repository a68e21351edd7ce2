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
    "incomparable",
    "steadied",
    "in_season",
    "other_dates",
    "latest",
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
    comparison: dict[str, object] = json.loads(result.stdout)
    return comparison


def test_the_json_has_its_documented_form(answer: dict[str, object]) -> None:
    """The keys are exactly those of docs/compare.md."""
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
        "record",
        "latest",
        "correlation",
        "other_dates",
        "expected",
        "cautions",
    }
    areas = answer["areas"]
    assert isinstance(areas, list)
    assert len(areas) == 30
    for area in (answer["citywide"], answer["unknown"], *areas):
        assert isinstance(area, dict)
        assert set(area) == AREA
        assert set(area["before"]) == {"events", "exposure", "rate", "low", "high"}
        assert set(area["other_dates"]) == {"answer", "as_large", "low", "high"}
        assert area["latest"] is None
    assert all(set(area["steadied"]) == {"value", "low", "high"} for area in areas)
    nested = [answer[key] for key in ("record", "other_dates", "expected")]
    assert all(isinstance(part, dict) for part in nested)
    keys = [key for part in nested if isinstance(part, dict) for key in part]
    documentation = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    assert all(f'"{key}"' in documentation for key in (*answer, *AREA, *keys))


def test_the_table_and_the_csv_give_both_answers(sample_home: Path) -> None:
    """The terminal says whether it changed and whether the date stands out; the CSV has both."""
    command = ("compare", "sample", "--policy", "deescalation-2019", "--measure", "force")
    output = " ".join(accord(sample_home, *command).stdout.split())
    assert "with 95 % confidence" in output
    assert "The record is too short to tell if this date stands out." in output
    assert "Had the earlier trend gone on" in output
    header, city = accord(sample_home, *command, "--format", "csv").stdout.splitlines()[:2]
    assert {"stands_out", "second_words", "steadied_low", "latest_events"} <= set(header.split(","))
    assert "too_short" in city.split(",")


def test_each_other_date_is_in_the_json(sample_home: Path) -> None:
    """Each other date has its day and its ratio; their number is given too."""
    result = accord(
        sample_home,
        *("compare", "sample", "--policy", "mediators-2021", "--measure", "complaints"),
        *("--months", "12", "--format", "json"),
    )
    others = json.loads(result.stdout)["other_dates"]
    assert others["count"] == len(others["dates"]) > 0
    assert all(date["ratio"] > 0 and len(date["on"]) == 10 for date in others["dates"])


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
    documentation = (ROOT / "docs" / "trend.md").read_text(encoding="utf-8")
    for policy, has_model in (("deescalation-2019", True), ("show-of-force-2022", False)):
        result = accord(
            sample_home,
            *("trend", "sample", "--policy", policy, "--measure", "force", "--format", "json"),
        )
        assert result.exit_code == 0, result.stderr
        trend = json.loads(result.stdout)
        assert set(trend) == TREND
        assert [set(trend[key]) for key in ("model", "with_pandemic") if trend[key]] == (
            [MODEL, MODEL] if has_model else []
        )
        assert (trend["reason"] is None) == has_model
        keys = (*TREND, *MODEL, *trend["months"][0], *trend["placebo"], *trend["places"])
        assert all(f'"{key}"' in documentation for key in keys)


def test_places_have_their_documented_form(sample_home: Path) -> None:
    """The comparison of places is in the same object, and every key is documented."""
    documentation = (ROOT / "docs" / "trend.md").read_text(encoding="utf-8")
    options = ("--policy", "mediators-2021", "--measure", "complaints", "--format", "json")
    places = json.loads(accord(sample_home, "trend", "sample", *options).stdout)["places"]
    assert (len(places["reached"]), len(places["others"])) == (10, 20)
    parts = [places[name][0] for name in ("groups", "designs", "placebo_outcomes")]
    for part in (places, *parts, places["placebo_areas"]):
        assert all(f'"{key}"' in documentation for key in part)
    assert all(f"`{design['design']}`" in documentation for design in places["designs"])


def test_a_trend_is_read_in_the_terminal(sample_home: Path) -> None:
    """The table gives the sentence and the cautions; the CSV gives the months of the page."""
    command = ("trend", "sample", "--policy", "deescalation-2019", "--measure", "force")
    output = " ".join(accord(sample_home, *command).stdout.split())
    assert "had nothing changed" in output
    assert "sample_city" in output
    months = accord(
        sample_home, *command, "--format", "csv", "--language", "es"
    ).stdout.splitlines()
    assert months[0].startswith("Mes,Fase,Registros,")
    assert len(months) == 1 + 95  # from February 2016, the first whole month, to December 2023
    assert accord(sample_home, "trend", "sample", "--measure", "force").exit_code == 2


def test_a_slip_is_answered_in_words(sample_home: Path) -> None:
    """An unknown measure, policy or city ends with code 2 and a list of the valid ones."""
    for arguments, answer in (
        (("sample", "--policy", "deescalation-2019", "--measure", "forc"), "There are: force"),
        (("sample", "--policy", "none", "--measure", "force"), "deescalation-2019"),
        (("atlantis", "--policy", "x", "--measure", "force"), "Published: sample"),
    ):
        result = accord(sample_home, "compare", *arguments)
        assert result.exit_code == 2
        assert answer in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_process_of_its_own_ends_with_the_same_code_and_words(home: Path) -> None:
    """The command in a process of its own has the same exit code and no traceback."""
    command = [sys.executable, "-c", "from dashboard.cli import app; app()"]
    result = subprocess.run(
        [*command, "compare", "atlantis", "--policy", "x", "--measure", "force"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "Nothing is published for atlantis." in result.stderr
    assert "Traceback" not in result.stderr


def test_build_says_what_is_missing(tmp_path: Path) -> None:
    """A build without raw files ends with code 2, the file's name and what to do."""
    result = accord(tmp_path, "build", "sample")
    assert result.exit_code == 2
    assert "what to do" in result.stderr


def test_a_cluster_needs_its_engine_and_spark_needs_java(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of a cluster without Spark, and Spark without Java, end in words and code 2."""
    alone = accord(home, "build", "sample", "--master", "spark://cluster:7077")
    assert alone.exit_code == 2
    assert "add --engine spark" in alone.stderr
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    without = accord(home, "build", "sample", "--engine", "spark")
    assert without.exit_code == 2
    assert "Java is not installed" in without.stderr


def test_status_names_the_published_vintage(sample_home: Path) -> None:
    """Status shows what is published and how far its data are settled."""
    result = accord(sample_home, "status", "sample")
    assert "published" in result.stdout
    assert "settled to" in result.stdout


SIGNAL = {
    *("signal", "measure", "area_id", "area", "areas", "state", "month", "since", "months_n"),
    *("is_new", "events", "exposure", "value", "last_month", "year_ago", "to_date"),
    *("to_date_year_ago", "change", "usual_low", "usual_centre", "usual_high", "notes"),
    *("raised", "records", "records_since", "sentence", "questions"),
}


def test_the_review_has_its_documented_form(sample_home: Path) -> None:
    """The keys are those of docs/review.md, and the terminal says the same sentences."""
    command = ("review", "sample", "--month", "2020-04")
    result = accord(sample_home, *command, "--format", "json")
    assert result.exit_code == 0, result.stderr
    review = json.loads(result.stdout)
    assert (review["month"], review["layer"]) == ("2020-04", "district")
    assert review["signals"]
    documentation = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    for signal in review["signals"]:
        assert set(signal) == SIGNAL
    # the spring of 2020: fewer calls, and fewer complaints with them
    assert {"calls_per_residents", "complaints"} <= {
        signal["measure"] for signal in review["signals"]
    }
    assert all(f'"{key}"' in documentation for key in (*review, *SIGNAL, *review["not_judged"][0]))
    lines = accord(sample_home, *command, "--format", "csv").stdout.splitlines()
    assert len(lines) == len(review["signals"]) + 1
    table = " ".join(accord(sample_home, *command).stdout.split())
    assert f"{review['looks']} numbers could be judged" in table
    for signal in review["signals"]:
        assert " ".join(signal["sentence"].split()) in table
        assert signal["questions"]
        assert all(" ".join(line.split()) in table for line in signal["questions"])


def test_a_month_that_cannot_be_reviewed_is_refused(sample_home: Path) -> None:
    """A provisional month, and one that is no month, end with code 2 and what can be done."""
    result = accord(sample_home, "review", "sample", "--month", "2023-12")
    assert result.exit_code == 2
    assert "2016-01 to 2023-11" in " ".join(result.stderr.split())
    for month in ("May", ""):
        assert accord(sample_home, "review", "sample", "--month", month).exit_code == 2
