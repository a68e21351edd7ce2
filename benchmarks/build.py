"""The build held against a bare copy of its files, and against pandas and polars at less work.

Every tool runs in a process of its own, in turn, so that a busy machine meets all alike. The bare
copy reads each CSV file and writes it as Parquet. pandas and polars read the calls, read their
dates and numbers, and count them by month, category and priority: no places, no areas, no lineage,
no checks, nothing written.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.figures import Figures, ratio, spread

RUNS = 3
DATES = ("Time Received", "Time Dispatched", "Time Arrived", "Time Closed")
NUMBERS = ("Longitude", "Latitude")
GROUPS = ("month", "Type Code", "Priority")

COMPARED = (
    ("build ÷ bare copy", "build", "bare copy", "≤ 3"),
    ("build ÷ pandas at less", "build", "pandas", "≤ 1"),
    ("build ÷ polars at less", "build", "polars", "≤ 1.5"),
    ("build of one changed file ÷ build", "one file changed", "build", ""),
)
"""What is held against what, with the aim."""

MEMORY_AIM = "≤ 3 GB"


def measure(rows: int) -> Figures:
    """Return the build's time and memory as ratios, for a sample city of so many calls.

    Ratios are of processor seconds and, in rows that say so, of seconds by the clock.
    """
    figures = Figures("Build", f"Sample city, {rows:,} calls, {RUNS} runs in turn")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        _alone(_generate, raw, rows)
        seen: dict[str, list[tuple[float, float, float]]] = {name: [] for name in WORK}
        for _ in range(RUNS):
            for name, work in WORK.items():
                seen[name].append(_alone(work, raw, Path(folder)))
    for clock, place in (("processor", 0), ("clock", 1)):
        for what, name, other, aim in COMPARED:
            sides = [[run[place] for run in seen[side]] for side in (name, other)]
            figures.add_row(f"{what}, by {clock}", ratio(*sides), aim)
    peaks = [peak for _, _, peak in seen["build"]]
    figures.add_row("peak memory of the build", spread(peaks, " GB"), MEMORY_AIM)
    return figures


def _alone(work: Callable[..., None], *given: Any) -> tuple[float, float, float]:
    """Run `work` in a process of its own; return processor seconds, seconds and peak GB."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(sender, work, given))
    process.start()
    sender.close()
    try:
        result: tuple[float, float, float] = receiver.recv()
    finally:
        process.join()
    return result


def _timed(sender: Any, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    before, start = _processor(), time.perf_counter()
    work(*given)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    sender.send((_processor() - before, seconds, peak))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _generate(raw: Path, rows: int) -> None:
    from data import sample  # noqa: PLC0415 - each tool's process loads that tool only

    sample.generate(raw, calls=rows)


def _copy(raw: Path, folder: Path) -> None:
    con = duckdb.connect()
    for path in sorted(raw.glob("*.csv")):
        con.execute(
            f"copy (from read_csv('{path}', all_varchar = true, header = true)) "
            f"to '{folder / path.stem}.parquet' (format parquet)"
        )


def _build(raw: Path, folder: Path) -> None:
    from data import build  # noqa: PLC0415

    os.environ["ACCORD_HOME"] = str(folder / f"home-{os.getpid()}")
    build.build("sample", raw)
    (folder / "latest").unlink(missing_ok=True)
    (folder / "latest").symlink_to(folder / f"home-{os.getpid()}")


def _build_changed(raw: Path, folder: Path) -> None:
    """Build once more where the latest build left its parts, with a month of one file added."""
    from data import build  # noqa: PLC0415

    os.environ["ACCORD_HOME"] = str(folder / "latest")
    month = raw / "calls_2024.csv"
    lines = (raw / "calls_2023.csv").read_bytes().splitlines(keepends=True)
    rows = [line.replace(b"E23-", b"E24-") for line in lines[: len(lines) // 12]]
    month.write_bytes(b"".join(rows))
    try:
        build.build("sample", raw)
    finally:
        month.unlink()


def _pandas(raw: Path, _: Path) -> None:
    import pandas as pd  # noqa: PLC0415

    counts = []
    for path in sorted(raw.glob("calls_*.csv")):
        calls = pd.read_csv(path, dtype=str)
        for name in DATES:
            calls[name] = pd.to_datetime(calls[name], format="%Y-%m-%d %H:%M:%S", errors="coerce")
        for name in NUMBERS:
            calls[name] = pd.to_numeric(calls[name], errors="coerce")
        calls["month"] = calls["Time Received"].dt.to_period("M")
        counts.append(calls.groupby(list(GROUPS)).size())
    pd.concat(counts).groupby(level=list(GROUPS)).sum()


def _polars(raw: Path, _: Path) -> None:
    import polars as pl  # noqa: PLC0415

    counts = []
    for path in sorted(raw.glob("calls_*.csv")):
        calls = pl.read_csv(path, infer_schema=False).with_columns(
            *(pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False) for name in DATES),
            *(pl.col(name).cast(pl.Float64, strict=False) for name in NUMBERS),
        )
        month = pl.col("Time Received").dt.truncate("1mo").alias("month")
        counts.append(calls.group_by(month, *GROUPS[1:]).len())
    pl.concat(counts).group_by("month", *GROUPS[1:]).agg(pl.col("len").sum())


WORK: dict[str, Callable[..., None]] = {
    "bare copy": _copy,
    "build": _build,
    "one file changed": _build_changed,
    "pandas": _pandas,
    "polars": _polars,
}
