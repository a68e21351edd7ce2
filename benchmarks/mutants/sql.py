"""Mutants of the SQL files, and the run that tries the tests of tests/sql on each.

A mutant is one small fault in one file. The project is copied to a scratch folder; one process
there collects the tests and runs them once to learn which SQL files each reads. It then forks
itself once per file, and the child runs the tests of that file on each mutant until one fails.
"""

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console
from sqlglot.dialects import DuckDB
from sqlglot.tokens import Token, TokenType

from benchmarks.mutants.report import Mutant, judge, read_declared
from queries.paths import ROOT, SQL
from queries.sql_text import read_sql_file

GROUPS = ("core", "marts", "checks", "pages", "extracts", "protected", "revisions", "steps")
TESTS = (
    "tests/sql",
    "tests/data/test_account.py",
    "tests/data/test_areas.py",
    "tests/data/test_area_parts.py",
    "tests/data/test_locate.py",
    # it reads every file and asks only whether another engine could
    "--ignore=tests/sql/test_spark.py",
)
DECLARED = Path(__file__).with_suffix(".toml")
COPIED = ("benchmarks", "dashboard", "data", "queries", "sql", "tests", "pyproject.toml")
SECONDS_AT_MOST = 60.0
LEARNED, TRIED = Path("learned.json"), Path("tried.txt")
"""In the scratch folder: the readers of each file, the outcomes of the mutants tried so far."""

KILLED, SURVIVED, INVALID = 1, 0, 3

Edit = tuple[int, int, str]
"""Start, end and replacement of a piece of a file."""

FUNCTIONS = {
    "min": ("max",),
    "max": ("min",),
    "min_by": ("max_by",),
    "max_by": ("min_by",),
    "bool_or": ("bool_and",),
    "bool_and": ("bool_or",),
    "greatest": ("least",),
    "least": ("greatest",),
    "sum": ("count", "max"),
}
WORDS = {
    "<": ("<=",),
    "<=": ("<",),
    ">": (">=",),
    ">=": (">",),
    "=": ("<>",),
    "<>": ("=",),
    "+": ("-",),
    "-": ("+",),
    "//": ("%",),
    "%": ("//",),
    "asc": ("desc",),
    "desc": ("asc",),
    "inner": ("left",),
    "left": ("inner",),
    "full": ("left", "right"),
}
UNITS = {"month": ("quarter", "day"), "day": ("week",), "second": ("minute",)}
"""Units of date_trunc and datediff."""

WRAPPERS = ("list_sort", "lower", "round", "strip_accents", "trim", "upper")
"""Functions that a mutant leaves out: only their first argument remains."""

CLAUSES = ("where", "having", "on", "when")
CLAUSE_ENDS = (
    *CLAUSES,
    *("group by", "order by", "union", "then", "limit", "inner", "left", "cross", "full", ";"),
)


def render(path: Path) -> str:
    """Return the SQL of a file as the build runs it."""
    return read_sql_file(path)


def sql_files(parts: Sequence[str]) -> list[Path]:
    """Return the files to mutate, only those whose path holds one of `parts` if there are any."""
    paths = [path for group in GROUPS for path in sorted((SQL / group).glob("*.sql"))]
    paths.append(SQL / "macros.sql")
    return [
        path
        for path in paths
        if not parts or any(part in path.relative_to(ROOT).as_posix() for part in parts)
    ]


def _group(path: Path) -> str:
    """Return the folder of a file in sql/, or the name of a file that lies in none."""
    return path.relative_to(SQL).parts[0].removesuffix(".sql")


def mutants_of(group: str, file: str, text: str, source: str) -> list[Mutant]:
    """Return every mutant of one SQL file, in the order of its lines.

    `source` is the file before its template was filled in. A line that a loop of the template
    repeats is changed in all its copies at once.
    """
    lines = text.splitlines()
    copies = {line for line in lines if source.splitlines().count(line) < lines.count(line)}
    faults: dict[tuple[str, int, str], list[Edit]] = {}
    for edits in _edits(text):
        start, end, new = edits[0]
        begin = text.rfind("\n", 0, start) + 1
        line = text[begin : text.find("\n", start)]
        place = start - begin if line in copies else start
        faults.setdefault((line, place, f"{text[start:end]} → {new}"), []).extend(edits)
    mutants = []
    for edits in faults.values():
        start, end, new = edits[0]
        mutated = text
        for first, last, replacement in sorted(set(edits), reverse=True):
            mutated = mutated[:first] + replacement + mutated[last:]
        line_no = text.count("\n", 0, start) + 1
        old = " ".join(text[start:end].split())
        mutation = f"{old} → {new.strip() or 'nothing'}" if old else f"+ {new.strip()}"
        mutants.append(Mutant(group, file, line_no, lines[line_no - 1].strip(), mutation, mutated))
    return sorted(mutants, key=lambda mutant: mutant.line_no)


def _edits(text: str) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits of each mutant; an expression repeated in `group by` changes in both."""
    tokens = DuckDB().tokenize(text)
    repeated = _repeated(text, tokens)
    yielded = set()
    for start, end, new in (*_token_edits(text, tokens), *_clause_edits(text, tokens)):
        edits = [(start, end, new)]
        for expression in repeated:
            places = [match.start() for match in re.finditer(re.escape(expression), text)]
            for place in places:
                if place <= start and end <= place + len(expression):
                    edits = [(p + start - place, p + end - place, new) for p in places]
        if tuple(edits) not in yielded:
            yielded.add(tuple(edits))
            yield tuple(edits)


def _repeated(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return the expressions, other than plain columns, that stand in a `group by`."""
    expressions = []
    for at, token in enumerate(tokens):
        if token.token_type is TokenType.GROUP_BY:
            for first, last in _items(tokens, at + 1):
                expression = text[tokens[first].start : tokens[last].end + 1]
                if last - first > 2:
                    expressions.append(expression)
    return expressions


def _word(token: Token) -> str:
    """Return a token as a lower-case word; text in quotes is no word."""
    return "" if token.token_type is TokenType.STRING else token.text.lower()


def _items(tokens: Sequence[Token], at: int) -> list[tuple[int, int]]:
    """Return the first and last token of each item of the list that begins at `at`.

    A list ends at the bracket that closes it, or at a word that begins the next clause.
    """
    items, depth, first = [], 0, at
    for now in range(at, len(tokens) + 1):
        word = _word(tokens[now]) if now < len(tokens) else ";"
        if depth == 0 and (word in (")", ",") or word in CLAUSE_ENDS):
            if now > first:
                items.append((first, now - 1))
            first = now + 1
            if word != ",":
                break
        depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
    return items


def _token_edits(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:  # noqa: PLR0912
    """Yield the mutants of single words, calls, literals and keys of an order."""
    for at, token in enumerate(tokens):
        word = _word(token)
        before = _word(tokens[at - 1]) if at else ""
        after = _word(tokens[at + 1]) if at + 1 < len(tokens) else ""
        start, end = token.start, token.end + 1
        if after == "(" and word in FUNCTIONS:
            yield from ((start, end, new) for new in FUNCTIONS[word])
        elif word in WORDS:
            yield from ((start, end, new) for new in WORDS[word])
        elif word == "union":
            yield tokens[at + 1].start, tokens[at + 1].end + 1, ""
        elif word == "not":
            yield start, tokens[at + 1].start, ""
        elif word == "is" and after != "not":
            yield end, end, " not"
        elif word == "distinct" and before in ("(", "select"):
            yield start, tokens[at + 1].start, ""
        elif word == "between":
            yield from _edges(text, tokens, at)
        elif token.token_type is TokenType.NUMBER:
            step = "0.1" if "." in token.text else "1"
            yield from ((start, end, f"({token.text} {sign} {step})") for sign in "+-")
        elif token.token_type is TokenType.STRING:
            units = UNITS.get(token.text, ()) if _calls_unit(tokens, at) else ("mutant",)
            yield from ((start, end, f"'{unit}'") for unit in units)
        elif token.token_type is TokenType.ORDER_BY:
            yield from _keys(tokens, at)
        elif word == "limit":
            yield start, tokens[_items(tokens, at + 1)[-1][1]].end + 1, ""
        if after == "(":
            yield from _call_edits(text, tokens, at)


def _calls_unit(tokens: Sequence[Token], at: int) -> bool:
    return _word(tokens[at - 1]) == "(" and _word(tokens[at - 2]) in ("date_trunc", "datediff")


def _edges(text: str, tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    """Yield the four shifts of the two edges of a `between`, unless they are numbers."""
    middle = next(now for now in range(at, len(tokens)) if _word(tokens[now]) == "and")
    for first in (at + 1, middle + 1):
        last = first
        while last + 1 < len(tokens) and tokens[last + 1].start == tokens[last].end + 1:
            if _word(tokens[last + 1]) == ")":
                break
            last += 1
        start, end = tokens[first].start, tokens[last].end + 1
        if tokens[first].token_type is not TokenType.NUMBER:
            yield from ((start, end, f"({text[start:end]} {sign} 1)") for sign in "+-")


def _keys(tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    """Yield each key of an order turned round; one that says asc or desc is a word of its own."""
    for _, last in _items(tokens, at + 1):
        if _word(tokens[last]) not in ("asc", "desc"):
            yield tokens[last].end + 1, tokens[last].end + 1, " desc"


def _call_edits(text: str, tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    """Yield a coalesce or nullif without its last value, a count of all rows, a call left out."""
    word = _word(tokens[at])
    arguments = _items(tokens, at + 2)
    if not arguments:
        return
    start = tokens[at].start
    closing = tokens[arguments[-1][1] + 1]
    if word in ("coalesce", "nullif"):
        previous = arguments[-2][1]
        yield tokens[previous].end + 1, tokens[arguments[-1][1]].end + 1, ""
    if word == "nullif" or word in WRAPPERS:
        first, last = arguments[0]
        yield start, closing.end + 1, text[tokens[first].start : tokens[last].end + 1]
    if word == "count" and _word(tokens[arguments[0][0]]) != "*":
        yield tokens[arguments[0][0]].start, closing.start, "*"


def _clause_edits(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield each condition of a clause left out, and each `and` turned to `or` and back."""
    for at, token in enumerate(tokens):
        word = _word(token)
        is_condition = word in CLAUSES and _word(tokens[at + 1]) != "columns"
        is_nested = word == "(" and _word(tokens[at - 1]) in ("and", "or", *CLAUSES)
        if is_condition or is_nested:
            yield from _condition_edits(text, tokens, at + 1)


def _condition_edits(text: str, tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    first, last = _items(tokens, at)[0]
    depth, between, cuts = 0, False, []
    for now in range(first, last + 1):
        word = _word(tokens[now])
        depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
        if depth == 0 and word in ("and", "or"):
            if not between:
                cuts.append(now)
            between = False
        between = between or (depth == 0 and word == "between")
    for cut in cuts:
        turned = "or" if _word(tokens[cut]) == "and" else "and"
        yield tokens[cut].start, tokens[cut].end + 1, turned
    for begin, finish in pairwise([first - 1, *cuts, last + 1]):
        sides = {_word(tokens[cut]) for cut in cuts if cut in (begin, finish)}
        neutral = "false" if sides == {"or"} else "true"
        yield tokens[begin + 1].start, tokens[finish - 1].end + 1, neutral


def run(parts: list[str], console: Console) -> bool:
    """Try the mutants of every file, or of those whose path holds one of `parts`."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "project"
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, scratch / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(source, scratch / name)
        mutants = []
        for path in sql_files(parts):
            file = path.relative_to(ROOT).as_posix()
            text = render(path)
            (scratch / file).write_text(text, encoding="utf-8")
            mutants += mutants_of(_group(path), file, text, path.read_text(encoding="utf-8"))
        (scratch / "mutants.json").write_text(json.dumps([asdict(mutant) for mutant in mutants]))
        subprocess.run(
            [sys.executable, "-c", f"from {__name__} import work; work()"],
            cwd=scratch,
            env={**os.environ, "PYTHONPATH": str(scratch)},
            check=True,
        )
        outcomes = json.loads((scratch / "outcomes.json").read_text())
    valid = [(m, code) for m, code in zip(mutants, outcomes, strict=True) if code != INVALID]
    survivors = [mutant for mutant, code in valid if code == SURVIVED]
    tried = [mutant for mutant, _ in valid]
    return judge("SQL", tried, survivors, read_declared(DECLARED), console)


def work() -> None:
    """Collect the tests in the scratch folder and try every mutant of mutants.json there."""
    quiet = ["-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:terminal"]
    code = pytest.main([*quiet, *TESTS], plugins=[Trials()])
    if code:
        sys.exit(f"the tests cannot be tried: pytest ended with {code}")


class Trials:
    """A pytest plugin that runs the collected tests once, then those of each mutated file again."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which tests read which SQL file, then write down the outcome of each mutant."""
        gc.freeze()  # a child that collects garbage would copy the parent's memory
        _forked(lambda: _learn(session.items))
        learned = json.loads(LEARNED.read_text(encoding="utf-8"))
        for test, error in learned["failed"].items():
            sys.exit(f"{test} fails without a mutant: {error}")
        tests = {item.nodeid: item for item in session.items}
        mutants = [Mutant(**entry) for entry in json.loads(Path("mutants.json").read_text())]
        outcomes: list[int] = []
        for file, of_file in groupby(mutants, key=lambda mutant: mutant.file):
            items = [tests[test] for test in learned["readers"].get(file, [])]
            tried = list(of_file)
            new = _try_file(Path(file), tried, items)
            outcomes += new
            lines = [m.line_no for m, code in zip(tried, new, strict=True) if code == SURVIVED]
            survivors = f", not killed in lines {lines}" if lines else ""
            print(f"{file}  {len(outcomes)} of {len(mutants)}{survivors}", flush=True)
        Path("outcomes.json").write_text(json.dumps(outcomes), encoding="utf-8")
        return True


def _forked(action: Callable[[], None]) -> None:
    """Do something in a forked process without output, and wait until it has ended."""
    pid = os.fork()
    if pid == 0:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        try:
            action()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def _learn(items: Sequence[pytest.Item]) -> None:
    """Run every test; write down which files of sql/ it reads.

    The readers of a file stand in order: those of few files first, for they tell of each in detail.
    """
    opened: set[str] = set()
    folder = str(SQL)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(folder):
            opened.add(Path(str(arguments[0])).relative_to(ROOT).as_posix())

    sys.addaudithook(note)
    timed: dict[str, list[tuple[int, float, str]]] = {}
    failed = {}
    for item in items:
        opened.clear()
        begun = time.perf_counter()
        errors = _errors_of(item)
        seconds = time.perf_counter() - begun
        if errors:
            failed[item.nodeid] = str(errors[0][1])
        for file in opened:
            timed.setdefault(file, []).append((len(opened), seconds, item.nodeid))
    readers = {file: [test for *_, test in sorted(tests)] for file, tests in timed.items()}
    LEARNED.write_text(json.dumps({"readers": readers, "failed": failed}), encoding="utf-8")


def _try_file(path: Path, mutants: list[Mutant], items: list[pytest.Item]) -> list[int]:
    """Return the outcome of each mutant of one file; a mutant that hangs or crashes is killed.

    After the last mutant the file is tried as it was: what the tests share must not be broken.
    """
    original = path.read_text(encoding="utf-8")
    texts = [*(mutant.text for mutant in mutants), original]
    outcomes: list[int] = []
    while len(outcomes) < len(texts):
        TRIED.write_text("", encoding="utf-8")
        remaining = texts[len(outcomes) :]
        _forked(lambda remaining=remaining: _try_texts(path, remaining, items))
        tried = [int(line) for line in TRIED.read_text(encoding="utf-8").split()]
        outcomes += tried or [KILLED]
    if outcomes.pop() != SURVIVED:
        sys.exit(f"a mutant of {path} broke what its tests share")
    return outcomes


def _try_texts(path: Path, texts: list[str], items: list[pytest.Item]) -> None:
    """Run the tests of one file on texts of it, one after another, until something is left over."""
    for text in texts:
        signal.setitimer(signal.ITIMER_PROF, SECONDS_AT_MOST)  # of processor
        path.write_text(text, encoding="utf-8")
        outcome, is_clean = _outcome(items)
        with TRIED.open("a", encoding="utf-8") as file:
            file.write(f"{outcome}\n")
        if not is_clean:
            return


def _outcome(items: list[pytest.Item]) -> tuple[int, bool]:
    """Run tests until one fails; return the outcome and whether what the tests share is as before.

    It may not be where a test failed before or after its own lines: a broken fixture stays broken.

    A query that the database cannot bind is no mutant. A test that failed is the first to be run on
    the next mutant, which often lies beside this one.
    """
    for item in items:
        errors = _errors_of(item)
        if errors:
            items.insert(0, items.pop(items.index(item)))
            is_invalid = isinstance(errors[0][1], (duckdb.ParserException, duckdb.BinderException))
            return INVALID if is_invalid else KILLED, all(when == "call" for when, _ in errors)
    return SURVIVED, True


def _errors_of(item: pytest.Item) -> list[tuple[str, BaseException]]:
    """Run one test; return what was raised and when: in setup, call or teardown."""
    errors: list[tuple[str, BaseException]] = []

    class Watch:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Any:
            if call.excinfo is not None:
                errors.append((call.when, call.excinfo.value))
            return (yield)

    watch = Watch()
    item.config.pluginmanager.register(watch)
    # with a test of another folder to follow, all is put away but what the whole session shares
    following = next(
        candidate for candidate in item.session.items if candidate.path.parent != item.path.parent
    )
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    item.config.pluginmanager.unregister(watch)
    return errors
