"""What a run of mutants shows: tried, killed, declared and surviving, by group and by file."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

LEAST_KILLED = 0.9
"""Smallest share of a group's mutants that a test kills or the declared file explains."""


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, the line as it stands, what replaces what, and the mutated file."""

    group: str
    file: str
    line_no: int
    line: str
    mutation: str
    text: str


@dataclass(frozen=True)
class Declared:
    """A mutant that no test can kill, or need not kill, with the reason."""

    files: tuple[str, ...]
    lines: tuple[str, ...]
    mutations: tuple[str, ...]
    reason: str

    def matches(self, mutant: Mutant) -> bool:
        """Say whether the declaration names the mutant; no list of lines means every line."""
        return (
            mutant.file in self.files
            and mutant.mutation in self.mutations
            and (not self.lines or mutant.line in self.lines)
        )


def read_declared(path: Path) -> list[Declared]:
    """Read the declared mutants: [[mutant]] with files, lines, mutations and reason."""
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get(
        "mutant", []
    )
    return [
        Declared(
            tuple(entry["files"]),
            tuple(entry.get("lines", ())),
            tuple(entry["mutations"]),
            entry["reason"],
        )
        for entry in entries
    ]


def judge(
    title: str,
    tried: Sequence[Mutant],
    survivors: Sequence[Mutant],
    declared: Sequence[Declared],
    console: Console,
) -> bool:
    """Print the tables of one language; return whether every group holds.

    A group fails when fewer than LEAST_KILLED of its mutants are killed or declared. The run fails
    when a declaration names no surviving mutant of a file that was tried.
    """
    open_mutants = [
        mutant for mutant in survivors if not any(entry.matches(mutant) for entry in declared)
    ]
    for mutant in open_mutants:
        console.print(
            f"[red]survived[/] {mutant.file}:{mutant.line_no}  {escape(mutant.mutation)}\n"
            f"         {escape(mutant.line)}"
        )
    counts = {
        name: (
            Counter(getattr(mutant, name) for mutant in tried),
            Counter(getattr(mutant, name) for mutant in survivors),
            Counter(getattr(mutant, name) for mutant in open_mutants),
        )
        for name in ("file", "group")
    }
    holds = True
    for name in ("file", "group"):
        table = Table(name, "tried", "killed", "declared", "survived", title=f"{title} by {name}")
        of_tried, of_survivors, of_open = counts[name]
        for key, number in sorted(of_tried.items()):
            declared_n = of_survivors[key] - of_open[key]
            killed = number - of_survivors[key]
            row = (key, str(number), str(killed), str(declared_n), str(of_open[key]))
            low = (killed + declared_n) / number < LEAST_KILLED
            table.add_row(*row, style="red" if low else None)
            if name == "group":
                holds = holds and not low
        console.print(table)
    tried_files = {mutant.file for mutant in tried}
    for entry in declared:
        stale = [
            (file, mutation)
            for file in entry.files
            if file in tried_files
            for mutation in entry.mutations
            if not any(
                mutant.file == file and mutant.mutation == mutation and entry.matches(mutant)
                for mutant in survivors
            )
        ]
        for file, mutation in stale:
            console.print(f"[red]declared, but no survivor[/] {file}  {escape(mutation)}")
            holds = False
    return holds
