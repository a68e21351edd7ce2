"""Tests that share what they make run on one worker, and long groups begin first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from queries.paths import ROOT

pytestmark = pytest.mark.slow

CONFTEST = "from tests.conftest import pytest_collection_modifyitems, pytest_xdist_make_scheduler\n"
MODULE = """
import os
import pytest

pytestmark = [MARK]

@pytest.mark.parametrize("number", range(3))
def test_one(number):
    with open("ran", "a") as ran:
        ran.write(f"{os.environ['PYTEST_XDIST_WORKER']} {__file__}\\n")
"""
MODULES = {
    "test_quick.py": "",
    "test_slow.py": "pytest.mark.slow",
    "browser/test_one.py": "",
    "browser/test_other.py": "pytest.mark.browser",
}


def test_a_group_stays_on_one_worker_and_the_long_begin(tmp_path: Path) -> None:
    """Two browser modules share a worker and begin first, a slow one is next, a quick one last."""
    (tmp_path / "browser").mkdir()
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser\n    slow\n")
    for name, mark in MODULES.items():
        (tmp_path / name).write_text(MODULE.replace("MARK", mark))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    ran = [line.split() for line in (tmp_path / "ran").read_text().splitlines()]
    workers = {(worker, Path(path).parent.name, Path(path).stem) for worker, path in ran}
    assert len(workers) == len(MODULES)
    assert len({worker for worker, folder, _ in workers if folder == "browser"}) == 1
    first = dict(reversed(ran))
    assert {Path(path).stem for path in first.values()} == {"test_one", "test_slow"}
