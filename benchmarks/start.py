"""How long a command and a server take to begin, in processor time and by the clock."""

import os
import subprocess
import sys
from collections.abc import Callable

from benchmarks.figures import Figures, spread
from benchmarks.processes import processor_s
from queries import warehouse
from tests.browsing import server_of

ACCORD = [sys.executable, "-c", "from dashboard.cli import app; app()"]
BARE = [sys.executable, "-c", "pass"]
COMMANDS = {"accord --help": ["--help"], "accord status": ["status"]}
RUNS = 3


def measure() -> Figures:
    """Return processor seconds of commands and of a server up to its first answer."""
    figures = Figures("Start", f"Processor seconds, {RUNS} runs")
    works: dict[str, Callable[[], float]] = {"bare Python": lambda: _command(BARE)}
    for name, arguments in COMMANDS.items():
        works[name] = lambda arguments=arguments: _command([*ACCORD, *arguments])
    works["a server of one process, until healthy"] = lambda: _server(1)
    works["a server of two processes, until healthy"] = lambda: _server(2)
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            seconds[name].append(work())
    for name, values in seconds.items():
        figures.add_row(name, spread(values, " s"))
    return figures


def _command(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before[2] - before[3]


def _server(workers: int) -> float:
    with server_of(warehouse.home(), workers=workers) as (_, process_id):
        return processor_s(process_id)
