"""Names say what a thing is: hardly any is a pronoun or a bare participle."""

import ast
from collections import Counter

import pytest

from queries.paths import ROOT

FOLDERS = ("dashboard", "queries", "data", "tests", "benchmarks")
VAGUE = {"one", "found", "said", "told", "made", "held", "asked", "chosen", "kept"}
MOST_SHARE = 0.01
"""The share of bindings that may have a vague name."""
MOST_FILES = 10
"""The number of files that a failure lists."""


def bindings(text: str) -> list[str]:
    """Return each name that Python code binds to a value, as often as it does.

    Assignments, arguments, loops, comprehensions, patterns, and the names after `as` in `with`
    and `except` count. Imports, functions, classes, attributes and keywords of calls do not.
    """
    names: list[str | None] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.append(name)
            case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
                names.append(name)
    return [name for name in names if name]


@pytest.mark.parametrize(
    "text",
    [
        "one = 1",
        "one: int = 1",
        "one += 1",
        "first, *one = numbers",
        "print(one := 1)",
        "for one in numbers: pass",
        "squares = [one * one for one in numbers]",
        "with open(path) as one: pass",
        "try: pass\nexcept OSError as one: pass",
        "def f(*, one): pass",
        "def f(*one): pass",
        "add = lambda one: one + 1",
        "match numbers:\n    case [1, *one]: pass",
        "match number:\n    case int() as one: pass",
    ],
)
def test_a_bound_name_is_counted_once(text: str) -> None:
    """Every way of binding a name counts, and uses of the name do not."""
    assert bindings(text).count("one") == 1


@pytest.mark.parametrize(
    "text", ["one", "row.one = 1", "f(one=1)", "from numbers import one", "def one(): pass"]
)
def test_other_names_are_not_counted(text: str) -> None:
    """Uses, attributes, keywords of a call, imports and functions bind no variable."""
    assert "one" not in bindings(text)


def test_hardly_any_name_is_vague() -> None:
    """Less than 1 % of all bindings have a pronoun or a bare participle as their name."""
    names = {
        path.relative_to(ROOT).as_posix(): bindings(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
    }
    vague = Counter(file for file, bound in names.items() for name in bound if name in VAGUE)
    total = sum(map(len, names.values()))
    assert total > 0
    assert vague.total() < MOST_SHARE * total, [
        f"{file}: {count}" for file, count in vague.most_common(MOST_FILES)
    ]
