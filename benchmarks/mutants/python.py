"""Mutants of Python modules, and the run that tries the fast tests on each.

A mutant is one small fault in one function. One process imports the project and collects the
tests; it forks itself once per test to learn which functions the test calls, and once per mutant:
the fork puts the mutated code into the function and runs the tests that call it, the quickest
first, until one fails. Nothing is written to the project. mutmut 3 works the same way, but leaves
out every decorated function: properties and cached functions, here.

Constants and defaults of a module are not mutated: tests hold them to docs/limits.md.
"""

import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import hypothesis
import pytest
from rich.console import Console

from benchmarks.mutants.faults import faults_of
from benchmarks.mutants.forks import INVALID, KILLED, SURVIVED, error_of, forked
from benchmarks.mutants.report import Mutant, judge, read_declared
from queries.paths import ROOT

GROUPS = {
    "stats": (("queries/stats/*.py",), ("tests/stats/test_{module}*.py",)),
    "comparison": (
        (
            "queries/change/compare.py",
            "queries/change/first_answer.py",
            "queries/change/second_answer.py",
            "queries/grid/record.py",
            "queries/grid/counts.py",
            "queries/grid/exposure.py",
            "queries/change/cautions.py",
        ),
        (
            "tests/queries/test_compare.py",
            "tests/queries/test_comparison.py",
            "tests/queries/test_record.py",
            "tests/queries/test_second_answer.py",
            "tests/queries/test_recording.py",
            "tests/queries/test_redrawn.py",
        ),
    ),
    "windows": (
        ("queries/grid/windows.py", "queries/dates.py"),
        ("tests/queries/test_windows.py",),
    ),
    "accounting": (("data/account.py",), ("tests/data/test_account.py",)),
    "placing": (
        ("data/locate.py", "queries/grid/placing.py"),
        (
            "tests/data/test_locate.py",
            "tests/queries/test_placing.py",
            "tests/queries/test_comparison.py",
        ),
    ),
    "disclosure": (
        ("queries/records/disclosure.py", "queries/stats/suppression.py"),
        ("tests/queries/test_disclosure.py", "tests/stats/test_suppression.py"),
    ),
    "publish": (
        ("data/publish.py", "queries/warehouse.py", "queries/stored/written.py"),
        (
            "tests/data/test_publish.py",
            "tests/queries/test_warehouse.py",
            "tests/queries/test_written.py",
        ),
    ),
}
"""By group: the modules that are mutated, and the fast tests that must kill their mutants.

`{module}` is the module's own name: what holds a module must be in its own tests.
"""

SLOW_FIXTURES = ("shared_data", "oracles", "sample_home", "small_raw")
"""Tests that build a city or read real data take too long to run on every mutant."""

MOST_OF_A_FILE = 200
"""A file with more mutants is sampled, always alike."""

SECONDS_AT_MOST = 10
"""A test that takes more processor time is not tried on mutants."""

DECLARED = Path(__file__).with_suffix(".toml")

Names = tuple[str, str]
"""A file, and the qualified name of a function in it."""


def files_of(parts: Sequence[str]) -> dict[str, str]:
    """Return the group of each file to mutate, by path; only paths that hold one of `parts`."""
    groups: dict[str, str] = {}
    for group, (patterns, _) in GROUPS.items():
        for pattern in patterns:
            for path in sorted(ROOT.glob(pattern)):
                file = path.relative_to(ROOT).as_posix()
                if not parts or any(part in file for part in parts):
                    groups[file] = group
    return groups


def run(parts: list[str], console: Console) -> bool:
    """Try the mutants of every module, or of those whose path holds one of `parts`."""
    mutants = []
    files = files_of(parts)
    for file, group in files.items():
        of_file = mutants_of(group, file, (ROOT / file).read_text(encoding="utf-8"))
        if len(of_file) > MOST_OF_A_FILE:
            console.print(f"{file}: {MOST_OF_A_FILE} of {len(of_file)} mutants are tried")
            sample = random.Random(file).sample(range(len(of_file)), MOST_OF_A_FILE)  # noqa: S311
            of_file = [of_file[at] for at in sorted(sample)]
        mutants += of_file
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    forks = Forks(mutants, console)
    tests = dict.fromkeys(path for file, group in files.items() for path in tests_of(file, group))
    quiet = ["-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:terminal"]
    code = pytest.main([*quiet, f"--rootdir={ROOT}", *tests], plugins=[forks])
    if code:
        sys.exit(f"the tests cannot be tried: pytest ended with {code}")
    valid = [
        (mutant, outcome)
        for (mutant, _), outcome in zip(mutants, forks.outcomes, strict=True)
        if outcome != INVALID
    ]
    tried = [mutant for mutant, _ in valid]
    survivors = [mutant for mutant, outcome in valid if outcome == SURVIVED]
    return judge("Python", tried, survivors, read_declared(DECLARED), console)


def tests_of(file: str, group: str) -> list[str]:
    """Return the test files that must kill the mutants of a file."""
    patterns = [pattern.format(module=Path(file).stem) for pattern in GROUPS[group][1]]
    return [str(path) for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def mutants_of(group: str, file: str, text: str) -> list[tuple[Mutant, str]]:
    """Return every mutant of one module with the function it is in, in the order of its lines."""
    lines = text.splitlines()
    mutants = []
    for fault in faults_of(text):
        line = lines[fault.line_no - 1].strip()
        mutated = text[: fault.start] + fault.new + text[fault.end :]
        old = " ".join(text[fault.start : fault.end].split())
        mutation = f"{old} → {' '.join(fault.new.split())}"
        mutants.append(
            (Mutant(group, file, fault.line_no, line, mutation, mutated), fault.function)
        )
    return mutants


class Forks:
    """A pytest plugin that runs the collected tests in forked processes, once per mutant."""

    def __init__(self, mutants: Sequence[tuple[Mutant, str]], console: Console) -> None:
        """Take the mutants, each with its function, and where to say what is left out."""
        self.mutants = mutants
        self.console = console
        self.files = {mutant.file for mutant, _ in mutants}
        self.outcomes: list[int] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which tests call which function, then try each mutant."""
        quick = [
            item
            for item in session.items
            if not set(SLOW_FIXTURES) & set(getattr(item, "fixturenames", ()))
        ]
        functions = _functions(self.files)
        gc.freeze()  # a child that collects garbage would copy the parent's memory
        callers = self._callers(quick)
        for mutant, name in self.mutants:
            timed = callers.get((mutant.file, name), [])
            patched = functions.get((mutant.file, name), [])
            items = [item for _, item in timed]
            # as long as its tests take, twice over, and a start
            seconds = 5 + int(2 * sum(seconds for seconds, _ in timed))
            code = forked(partial(_outcome, mutant, patched, name, items), seconds)
            self.outcomes.append(code)
            if code == SURVIVED:
                self.console.print(f"survived so far: {mutant.file}:{mutant.line_no}")
        return True

    def _callers(
        self, items: Sequence[pytest.Item]
    ) -> dict[Names, list[tuple[float, pytest.Item]]]:
        """Return the tests that call each function with the seconds they take, quickest first."""
        callers: dict[Names, list[tuple[float, pytest.Item]]] = {}
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "called.json"
            for item in items:
                notes.unlink(missing_ok=True)
                code = forked(partial(self._note_called, item, notes), SECONDS_AT_MOST)
                if not notes.exists():
                    self.console.print(f"too slow to be tried on mutants: {item.nodeid}")
                    continue
                if code != SURVIVED:
                    sys.exit(f"{item.nodeid} fails without a mutant")
                note = json.loads(notes.read_text())
                for file, name in note["called"]:
                    callers.setdefault((file, name), []).append((note["seconds"], item))
        return {names: sorted(timed, key=lambda pair: pair[0]) for names, timed in callers.items()}

    def _note_called(self, item: pytest.Item, notes: Path) -> int:
        """Run one test and write down which functions it called and how long it took."""
        called: set[Names] = set()
        paths = {str(ROOT / file): file for file in self.files}

        def trace(frame: FrameType, event: str, _: Any) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename in paths:
                called.add((paths[code.co_filename], _outermost(code.co_qualname)))

        begun = time.process_time()
        sys.settrace(trace)
        error = error_of(item)
        sys.settrace(None)
        seconds = time.process_time() - begun
        notes.write_text(json.dumps({"called": sorted(called), "seconds": seconds}))
        return SURVIVED if error is None else KILLED


def _outermost(qualified: str) -> str:
    """Return the name of the function or method that a nested function lies in."""
    return qualified.split(".<locals>", maxsplit=1)[0]


def _functions(mutated: set[str]) -> dict[Names, list[FunctionType]]:
    """Return every function of the files, as often as it was made, by file and name."""
    paths = {str(ROOT / file): file for file in mutated}
    functions: dict[Names, list[FunctionType]] = {}
    for candidate in gc.get_objects():
        if isinstance(candidate, FunctionType) and candidate.__code__.co_filename in paths:
            names = paths[candidate.__code__.co_filename], candidate.__code__.co_qualname
            functions.setdefault(names, []).append(candidate)
    return functions


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of the functions and methods of a module."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            if "<locals>" not in constant.co_qualname:
                yield from _codes(constant)


def _outcome(
    mutant: Mutant, functions: Sequence[FunctionType], name: str, items: Sequence[pytest.Item]
) -> int:
    """Put a mutant into its function and run the tests that call it until one fails."""
    module = compile(mutant.text, str(ROOT / mutant.file), "exec")
    code = next((candidate for candidate in _codes(module) if candidate.co_qualname == name), None)
    if code is None or not functions:
        return INVALID
    for function in functions:
        function.__code__ = code
    return KILLED if any(error_of(item) is not None for item in items) else SURVIVED
