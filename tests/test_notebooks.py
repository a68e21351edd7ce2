"""The notebooks of docs/ run against a real site, as a researcher would run them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import served

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb"))

RUN = {"python": [sys.executable, "-"], "R": ["Rscript", "-"]}
"""What runs the cells of a language, one after the other, from its input."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(small_home: Path) -> Iterator[str]:
    """The address of a site over the small sample city."""
    with served(small_home) as address:
        yield address


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_against_a_site(path: Path, site: str) -> None:
    """Every cell runs in order, and what a notebook asserts of the site's numbers holds."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    language = notebook["metadata"]["language_info"]["name"]
    command = RUN[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not on this machine: apt-get install r-base-core")
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells), "clear the outputs before you commit"
    run = subprocess.run(
        command,
        input="\n".join("".join(cell["source"]) for cell in cells),
        env={**os.environ, "ACCORD_SITE": site},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]


def test_there_is_a_notebook_for_each_tool() -> None:
    """DuckDB, pandas, polars and R each have one."""
    assert [path.stem for path in NOTEBOOKS] == ["duckdb", "pandas", "polars", "r"]
