"""What the machine lacks is said as such, with its own exit code, and nothing is half published."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from benchmarks.mutations import thin
from dashboard.cli import app
from dashboard.commands.exit_codes import (
    BAD_INPUT,
    CHECKS_FAILED,
    DAMAGED,
    EXIT_CODES,
    MACHINE_FAULT,
)
from data.machine import machine_fault
from queries.paths import ROOT, SQL

SCRIPT = """
import resource, sys
import fastexcel, geopandas, polars
from dashboard.cli import app
from dashboard.commands import building  # the limit is for the build, not for what it imports
limit, amount = sys.argv[1], int(sys.argv[2])
if limit == "RLIMIT_AS":
    pages = int(open("/proc/self/statm").read().split()[0])
    amount += pages * resource.getpagesize()
resource.setrlimit(getattr(resource, limit), (amount, amount))
sys.argv = ["accord", "build", "sample", "--raw", sys.argv[3]]
app()
"""


def built(limit: str, amount: int, raw: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Return the run of a build under a limit of the system."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, limit, str(amount), str(raw)],
        capture_output=True,
        text=True,
        env={**os.environ, "ACCORD_HOME": str(home), "COLUMNS": "200"},
        check=False,
    )


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, small_raw: Path) -> Path:
    """The raw files of a small city."""
    folder = tmp_path_factory.mktemp("machine") / "raw"
    thin(small_raw, folder)
    return folder


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the system are Linux's")
@pytest.mark.parametrize(
    ("limit", "amount", "words"),
    [
        ("RLIMIT_FSIZE", 20_000, "The disk is full, or a quota"),
        ("RLIMIT_NOFILE", 6, "Too many files are open"),
    ],
)
def test_a_limit_of_the_system_is_named(
    limit: str, amount: int, words: str, raw: Path, tmp_path: Path
) -> None:
    """No space or no handles: one message, exit code 4, no traceback, no vintage, no rest."""
    run = built(limit, amount, raw, tmp_path)
    assert run.returncode == MACHINE_FAULT, run.stderr
    assert words in run.stderr
    assert "what to do: " in run.stderr
    assert "Traceback" not in run.stderr
    city = tmp_path / "warehouse" / "sample"
    assert [path.name for path in city.glob("*") if path.is_dir()] == []
    assert list(city.glob(".building-*")) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the system are Linux's")
def test_little_memory_leaves_nothing(raw: Path, tmp_path: Path) -> None:
    """Too little memory ends without a traceback and without a vintage.

    The C library may stop the program before Python hears of it.
    """
    run = built("RLIMIT_AS", 20_000_000, raw, tmp_path)
    if run.returncode == MACHINE_FAULT:
        assert "The memory is not enough" in run.stderr
    else:
        assert run.returncode not in (0, 1, 2, 3), run.stderr
    assert "Traceback" not in run.stderr
    assert [path for path in tmp_path.glob("warehouse/sample/2*") if path.is_dir()] == []


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_folder_is_named(raw: Path, tmp_path: Path) -> None:
    """A folder that may not be written is called so, with its name and exit code 4."""
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    run = built("RLIMIT_NOFILE", 1024, raw, home)
    assert run.returncode == MACHINE_FAULT, run.stderr
    assert "may not be read or written" in run.stderr
    assert str(home) in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/w/x"), "where: /w/x"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "quota"),
        (OSError(errno.EROFS, "Read-only file system", "/w"), "may not be read or written"),
        (PermissionError(errno.EACCES, "Permission denied", "/w"), "right to it"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (MemoryError(), "memory is not enough"),
        (OSError(errno.EIO, "Input/output error"), "disk does not answer"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"), "ulimit -v"),
        (
            duckdb.IOException('IO Error: Could not write file "/w/t": No space left on device'),
            "where: /w/t",
        ),
        (RuntimeError("can't start new thread"), "memory is not enough"),
    ],
)
def test_every_kind_is_known(error: Exception, words: str) -> None:
    """The system's numbers and the libraries' words lead to the kind, the place and the remedy."""
    fault = machine_fault(error)
    assert fault is not None
    assert words in str(fault)
    assert "what to do: " in str(fault)


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/w"),
        duckdb.InvalidInputException("CSV Error on Line: 3"),
        ValueError("out of memory"),
    ],
)
def test_another_error_is_none_of_them(error: Exception) -> None:
    """A missing file, a damaged file and a fault of ours are not blamed on the machine."""
    assert machine_fault(error) is None


def test_exit_codes_are_documented() -> None:
    """The help and the page name the code of every kind, and the page the check of every rule."""
    page = (ROOT / "docs" / "builds.md").read_text(encoding="utf-8")
    for code in (0, DAMAGED, BAD_INPUT, CHECKS_FAILED, MACHINE_FAULT):
        assert f"| {code} |" in page
        assert f" {code} " in EXIT_CODES
    help_text = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert "Exit codes" in help_text
    for check in ("files_usable", "datasets_filled", "days_of_month", "numbers_of_one_day"):
        assert (SQL / "checks" / f"{check}.sql").is_file()
        assert f"`{check}`" in page
