"""Processor time and memory of a process and of those it started, as Linux counts them."""

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12
"""Places in /proc/…/stat after the name of the command."""


def processor_s(process_id: int) -> float:
    """Return the seconds of processor that a process and its children took so far."""
    ticks = 0
    for process in family(process_id):
        numbers = _stat(process)
        ticks += int(numbers[USER]) + int(numbers[SYSTEM])
    return ticks / TICKS


def memory_mb(process_id: int) -> float:
    """Return the memory that a process and its children hold now, what they share counted once."""
    rows = (
        line.split()
        for process in family(process_id)
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    )
    return sum(int(row[1]) for row in rows if row[0] == "Pss:") / 1024


def family(process_id: int) -> Iterator[int]:
    """Yield a process and all that it started, directly or not."""
    yield process_id
    for task in Path(f"/proc/{process_id}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from family(int(child))


def _stat(process_id: int) -> list[str]:
    text = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()
