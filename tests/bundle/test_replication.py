"""The scripts of a bundle reproduce the site's numbers from its files alone."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from dashboard.words import load
from queries.change.compare import compare
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

R = shutil.which("Rscript")
LINE = re.compile(
    r"(\S+) (\S+): (\d+) before, (\d+) after; ([\d.]+) and ([\d.]+); ratio ([\d.]+) "
    r"\(([\d.]+) to ([\d.]+)\)"
)
VERDICTS = [
    ("deescalation-2019", "force", "fell"),
    ("deescalation-2019", "force_person_injured", "no_clear_change"),
    ("deescalation-2019", "force_per_residents", "fell"),
    ("deescalation-2019", "force_deescalation", "rose"),
]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Return how a script of a bundle ended, started in its folder and with none of our modules."""
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "ACC"))
    }
    return subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )


def reproduced(output: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the numbers that a script printed, by policy and measure."""
    return {(match[1], match[2]): match.groups()[2:] for match in LINE.finditer(output)}


@pytest.fixture(scope="module")
def python_output(force: Path) -> str:
    """What the script in Python prints."""
    done = run([sys.executable, "code/replicate.py"], force)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "measure", "verdict"), VERDICTS)
def test_a_verdict_is_reproduced_to_the_digit(
    policy: str, measure: str, verdict: str, python_output: str, sample: Vintage
) -> None:
    """Counts, rates, ratio and range of the page come out of the bundle's files."""
    table = compare(sample, measure, sample.layer().id, policy).table.row(0, named=True)
    assert table["verdict"] == verdict
    expected = (
        f"{table['before_events']}",
        f"{table['after_events']}",
        *(f"{table[name]:.4f}" for name in ("before_rate", "after_rate")),
        *(f"{table[name]:.6f}" for name in ("ratio", "ratio_low", "ratio_high")),
    )
    assert reproduced(python_output)[policy, measure] == expected


@pytest.mark.slow
def test_every_listed_comparison_is_reproduced(force: Path, python_output: str) -> None:
    """All comparisons of the bundle come out the same, and each has its cautions beside it."""
    table = pl.read_csv(force / "replication" / "comparisons.csv")
    assert f"{len(table)} of {len(table)} comparisons are the same." in python_output
    assert len(table) == 27
    assert table["cautions"].str.len_chars().min() > 20


@pytest.mark.slow
def test_complaints_are_reproduced(complaints: Path) -> None:
    """Measures by day closed, of ripe complaints, and per call come out the same too."""
    done = run([sys.executable, "code/replicate.py"], complaints)
    measures = {measure for _, measure in reproduced(done.stdout)}
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"complaints_sustained", "complaints_closed_180", "complaints_per_calls"} <= measures


@pytest.mark.slow
def test_another_record_is_noticed(force: Path, tmp_path: Path) -> None:
    """A script that finds other numbers than the site's says which, and ends with 1."""
    changed = shutil.copytree(force, tmp_path / "changed")
    path = changed / "data" / "force.csv"
    path.write_text(path.read_text().replace(",2020-05-", ",2010-05-"))
    done = run([sys.executable, "code/replicate.py"], changed)
    assert done.returncode == 1
    assert "differs: after_events" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    R is None, reason="Rscript is not on this machine (apt-get install r-base-core)"
)
def test_r_reproduces_the_same(force: Path, python_output: str) -> None:
    """The script in R, which needs no package, prints what the one in Python does."""
    done = run([str(R), "code/replicate.R"], force)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == python_output


@pytest.mark.skipif(
    R is None, reason="Rscript is not on this machine (apt-get install r-base-core)"
)
def test_r_reads_the_labels(force: Path) -> None:
    """The R script gives the columns their types and labels."""
    code = (
        'source("code/read.R"); cat(class(records$occurred_on), class(records$is_person_injured), '
        'attr(records$reason, "label"), levels(records$placed_by)[1], '
        "sum(records$is_person_injured))"
    )
    done = run([str(R), "-e", code], force)
    table = pl.read_csv(force / "data" / "force.csv", infer_schema=False)
    injured = (table["is_person_injured"] == "true").sum()
    assert f"Date logical reason from its point {injured}" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"first": dt.date(2020, 1, 1)}, "period"),
        ({"areas": ("5",)}, "part"),
        ({"columns": ("incident_id", "occurred_on")}, "columns"),
    ],
)
def test_what_is_not_covered_is_not_listed(
    choices: dict[str, object], why: str, sample: Vintage, unpacked: Callable[..., Path]
) -> None:
    """A part of the records promises no number of the whole city, and the README says why."""
    folder = unpacked(Filter("sample", "force", sample.layer().id, **choices))  # type: ignore[arg-type]
    text = (folder / "README.md").read_text()
    assert load("en").text(f"bundle.left_out.{why}") in text
    listed = folder / "replication" / "comparisons.csv"
    measures = pl.read_csv(listed)["measure"].unique().to_list() if listed.exists() else []
    expected = ["force", "force_per_calls", "force_per_residents"] if why == "columns" else []
    assert sorted(measures) == expected
    assert (folder / "code" / "replicate.py").exists() == bool(expected)
