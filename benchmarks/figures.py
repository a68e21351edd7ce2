"""Figures of a benchmark: ratios of interleaved runs with their spread, and where they are kept.

benchmarks/RESULTS.md has one section for each subject. A run replaces the sections of its subjects,
each with the machine and the day of its own.
"""

import datetime as dt
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# What was measured

`make bench` measures all of this but the soak again and writes it here; `python -m benchmarks
SUBJECT` measures one section. A ratio is the median of runs in turn, with the least and the largest
in brackets: on a machine that does other work too, both sides meet the same. Seconds are those of
the machine that the section names, with the work on it.
"""
PACKAGES = ("streamlit", "uvicorn", "duckdb", "polars", "pandas")
RUNS = 5


class Rows(Protocol):
    """What rows of what, measured, aim are added to: figures, or a table on the screen."""

    def add_row(self, what: str, measured: str, aim: str, /) -> None:
        """Add a figure."""


@dataclass
class Figures:
    """The figures of one subject: rows of what, measured, aim."""

    title: str
    conditions: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add_row(self, what: str, measured: str, aim: str = "") -> None:
        """Add a figure."""
        self.rows.append((what, measured, aim))

    def show(self) -> None:
        """Print the figures."""
        table = Table("what", "measured", "aim", title=f"{self.title}: {self.conditions}")
        for row in self.rows:
            table.add_row(*row)
        Console().print(table)

    def keep(self) -> None:
        """Replace the section of these figures in RESULTS.md, or add it."""
        sections = kept()
        lines = [f"| {' | '.join(row)} |" for row in self.rows]
        table = "\n".join(["| what | measured | aim |", "|---|---|---|", *lines])
        sections[self.title] = f"{self.conditions}. {machine()}\n\n{table}\n"
        text = "\n".join(f"## {title}\n\n{body}" for title, body in sections.items())
        RESULTS.write_text(f"{HEAD}\n{text}", encoding="utf-8")


def kept() -> dict[str, str]:
    """Return the sections of RESULTS.md by their title."""
    if not RESULTS.exists():
        return {}
    _, *parts = re.split(r"^## (.*)\n\n", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title: f"{body.strip()}\n" for title, body in zip(parts[::2], parts[1::2], strict=True)}


def machine() -> str:
    """Return the day, the machine, the work on it and the versions, as a sentence."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    names = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, "
        f"{os.cpu_count()} cores, {memory_gb:.0f} GB; "
        f"work on the machine at the end (1, 5, 15 min): {loads}; "
        f"Python {platform.python_version()}, {names}."
    )


def interleaved(
    works: Mapping[str, Callable[[], object]],
    runs: int = RUNS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Return the seconds of each work in each run; in a run all works come one after the other."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            start = clock()
            work()
            seconds[name].append(clock() - start)
    return seconds


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return how many times as long ours took, run by run."""
    return spread([one / other for one, other in zip(ours, theirs, strict=True)])


def spread(values: Iterable[float], unit: str = "") -> str:
    """Return the median of some values with the least and the largest."""
    ordered = sorted(values)
    low, middle, high = (_rounded(v) for v in (ordered[0], statistics.median(ordered), ordered[-1]))
    return f"{middle}{unit} ({low} to {high})"


def _rounded(value: float) -> str:
    decimals = max(0, 2 - len(str(int(abs(value)))) + (abs(value) < 1))
    return f"{value:,.{decimals}f}"
