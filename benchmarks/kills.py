"""Builds and publications of the small sample city killed at random moments: what is left.

`python -m benchmarks.kills --count 30` kills as many builds, and as many publications.
"""

import argparse
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from data import build, publish, sample
from queries import warehouse

CITY = "sample"
CALLS = 5_000
SEED = 7
PUBLISHING_S = 1.0
Work = Callable[[Path], None]
SERVER = multiprocessing.get_context("forkserver")


def main() -> None:
    """Print how many processes were killed at work, and after how many something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30)
    count = parser.parse_args().count
    table = Table("what", "killed at work", "ended before", "left something wrong")
    SERVER.set_forkserver_preload([__name__])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACCORD_HOME"] = str(Path(folder) / "home")
        raw = Path(folder) / "raw"
        sample.generate(raw, calls=CALLS)
        for _ in range(2):  # two vintages, to publish in turn; the second build is a warm one
            start = time.monotonic()
            build_once(raw)
            seconds = time.monotonic() - start
        publish.publish(CITY)
        add_row(table, build_once, raw, count, seconds)
        add_row(table, publish_in_turn, raw, count, PUBLISHING_S)
    Console().print(table)


def build_once(raw: Path) -> None:
    """Build the city."""
    build.build(CITY, raw)


def publish_in_turn(raw: Path) -> None:
    """Publish the last vintage and go back from it, for longer than the process is let run."""
    until = time.monotonic() + 2 * PUBLISHING_S
    while time.monotonic() < until:
        publish.publish(CITY)
        publish.rollback(CITY)


def add_row(table: Table, work: Work, raw: Path, count: int, seconds: float) -> None:
    """Kill `work` in `count` processes, each within `seconds`; add a row of what was left."""
    dice = random.Random(SEED)  # noqa: S311 - a seed, so that a fault comes again
    killed, faults = 0, []
    for _ in range(count):
        process = SERVER.Process(target=_run, args=(os.environ["ACCORD_HOME"], work, raw))
        process.start()
        process.join(dice.uniform(0, seconds))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        faults += wrong()
    work(raw)  # what was killed keeps nobody from working on
    faults += wrong()
    table.add_row(work.__name__, str(killed), str(count - killed), str(len(faults)))
    for fault in faults:
        Console(stderr=True).print(fault)


def wrong() -> list[str]:
    """Return what is wrong with the vintages of the city as they lie there."""
    names = warehouse.vintages(CITY)
    faults = [str(damage) for name in names for damage in warehouse.verify(CITY, name) or []]
    if warehouse.current(CITY) not in names:
        faults.append(f"published is {warehouse.pointed(CITY)}, which is none of {names}")
    numbers = [warehouse.manifest(CITY, name).number for name in names]
    if len(set(numbers)) < len(numbers):
        faults.append(f"two builds have one number: {numbers}")
    return faults


def _run(home: str, work: Work, raw: Path) -> None:
    os.environ["ACCORD_HOME"] = home
    work(raw)


if __name__ == "__main__":
    main()
