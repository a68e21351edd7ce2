"""The build beside a bare copy of the same files to Parquet."""

import os
import resource
from pathlib import Path

import duckdb

from benchmarks.figures import Figures, interleaved, ratio, spread
from data import build

BUILD_AIM = 4.0
RUNS = 3


def measure(rows: int) -> Figures:
    """Return the time of a build of the sample city as a ratio to a bare copy."""
    home = Path(os.environ["ACCORD_HOME"])
    figures = Figures("Build", f"Sample city, {rows:,} calls, {RUNS} runs in turn")
    works = {
        "bare copy": lambda: _plain_copy(home / "raw" / "sample", home),
        "build": lambda: build.build("sample"),
    }
    seconds = interleaved(works, RUNS)
    for name, values in seconds.items():
        figures.add_row(name, spread(values, " s"))
    aim = f"≤ {BUILD_AIM:.0f}"
    figures.add_row("build ÷ bare copy", ratio(seconds["build"], seconds["bare copy"]), aim)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.add_row("most memory of both", f"{peak:,.0f} MB")
    return figures


def _plain_copy(raw: Path, folder: Path) -> None:
    con = duckdb.connect()
    for path in sorted(raw.glob("*.csv")):
        target = folder / f"{path.stem}.parquet"
        con.execute(
            f"copy (from read_csv('{path}', all_varchar = true, header = true)) "
            f"to '{target}' (format parquet)"
        )
