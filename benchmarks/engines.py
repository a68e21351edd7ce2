"""`python -m benchmarks.engines CITY`: a city built by DuckDB and by Spark, table against table.

Both builds read the same raw files. The command prints the time, the processor seconds and the
memory of each, and fails if one table differs in a row, a column or a type.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table

from data.build import VINTAGE_TABLES

SUBREAPER = 36
"""Linux' prctl: what a process leaves behind becomes ours to wait for, as Java after a build."""

VINTAGE_NAMES = [table.split(".")[1] for table in VINTAGE_TABLES]

BUILD = "from dashboard.cli import app; app()"


class Cost(NamedTuple):
    """What a build took: seconds by the clock, of all processors, and MB of its largest process."""

    seconds: float
    processor: float
    peak_mb: float


def differences(one: Path, other: Path, tables: Iterable[str]) -> dict[str, int]:
    """Return those of the tables that differ in two vintages, with the rows that only one has.

    A table that one vintage lacks, or has with other columns or types, counts -1.
    """
    con = duckdb.connect()
    found = {
        table: _rows_apart(con, *(folder / f"{table}.parquet" for folder in (one, other)))
        for table in sorted(tables)
    }
    return {name: rows for name, rows in found.items() if rows}


def _rows_apart(con: duckdb.DuckDBPyConnection, *paths: Path) -> int:
    if not all(path.is_file() for path in paths):
        return -1
    one, other = (con.read_parquet(str(path)) for path in paths)
    if (one.columns, one.types) != (other.columns, other.types):
        return -1
    return len(one.except_(other)) + len(other.except_(one)) + abs(len(one) - len(other))


def _build(home: Path, *arguments: str) -> Cost:
    """Run `accord build` in a folder of its own, and return what it and what it started took."""
    start = time.monotonic()
    environment = {**os.environ, "ACCORD_HOME": str(home)}
    subprocess.Popen([sys.executable, "-c", BUILD, "build", *arguments], env=environment)
    processor, peak = 0.0, 0
    while True:
        try:
            _, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return Cost(time.monotonic() - start, processor, peak / 1024)
        processor += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss)
        if status:
            sys.exit(f"accord build {' '.join(arguments)} ended with {status}")


def main() -> None:
    """Build one city by each engine in a folder of its own, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("city")
    parser.add_argument("--raw", type=Path, required=True, help="the folder of the raw files")
    parser.add_argument("--master", default="local[*]", help="the address of the Spark cluster")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    table = Table("engine", "seconds", "processor seconds", "MB, largest process")
    vintages = []
    with tempfile.TemporaryDirectory() as folder:
        for engine, options in (
            ("duckdb", []),
            ("spark", ["--engine", "spark", "--master", arguments.master]),
        ):
            home = Path(folder) / engine
            cost = _build(home, arguments.city, "--raw", str(arguments.raw.resolve()), *options)
            table.add_row(engine, *(f"{number:,.1f}" for number in cost))
            vintages += (home / "warehouse" / arguments.city).glob("2*")
        apart = differences(*vintages, VINTAGE_NAMES)
    console = Console()
    console.print(table)
    console.print(f"{len(VINTAGE_NAMES)} tables, {len(apart)} differ", *apart.items())
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main()
