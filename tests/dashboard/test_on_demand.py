"""Commands are imported when they are run, and import only what they need."""

import inspect
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import COMMANDS, FOLDER, app

HEAVY = {
    *("altair", "geopandas", "openpolicedata", "pandas", "requests", "scipy.stats", "shapely"),
    *("statsmodels", "streamlit", "vl_convert"),
}
"""What a server, a map, a model or a fetch needs, and no other command."""
ARRAYS = {"duckdb", "numpy", "polars", "pyarrow", "scipy"}
"""What every answer needs, and no help."""

SCRIPT = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from dashboard.cli import app
app()
"""

COMPARE = ("compare", "sample", "--policy", "deescalation-2019", "--measure", "force")


def imported(home: Path, *arguments: str) -> set[str]:
    """Return the modules that a command in a process of its own has imported at its end."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "ACCORD_HOME": str(home)},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stderr))


def test_the_help_imports_no_command(tmp_path: Path) -> None:
    """The list of commands needs no library of arrays, tables, maps, models or pages."""
    assert imported(tmp_path, "--help") & (HEAVY | ARRAYS) == set()


@pytest.mark.slow
def test_a_comparison_imports_no_map_model_or_page(sample_home: Path) -> None:
    """The answer to a policy is computed without what only other commands need."""
    modules = imported(sample_home, *COMPARE)
    assert modules & HEAVY == set()
    assert modules >= ARRAYS


def test_the_help_says_what_the_commands_say() -> None:
    """Every command exists, and stands in the help with the docstring of its function."""
    help_text = " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output.split())
    for name, place in COMMANDS.items():
        module, function = place.split(".")
        command = getattr(import_module(f"dashboard.commands.{module}"), function)
        docstring = inspect.getdoc(command)
        assert docstring
        assert f"{name} {docstring}" in help_text


def test_the_modules_of_commands_are_all_in_use() -> None:
    """No module has commands that the command line does not list."""
    shared = {
        "__init__",
        "address",
        "console",
        "exit_codes",
        "home",
        "named",
        "output",
        "reviewing",
    }
    modules = {path.stem for path in FOLDER.glob("*.py")}
    assert {place.split(".")[0] for place in COMMANDS.values()} == modules - shared
