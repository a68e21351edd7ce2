"""The methods behind every number, with their constants and decisions.

Methods come from data/methods.toml, constants and their reasons from queries/stats/constants.py,
decisions from docs/decisions. Nothing is stated twice.
"""

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from queries.paths import ROOT
from queries.stats import constants as values
from queries.texts import Texts

Claims = Literal["change", "policy", "difference", "none"]


@dataclass(frozen=True)
class Reference:
    """A published source; a few have no year."""

    authors: str
    title: str
    source: str
    year: int | None = None


@dataclass(frozen=True)
class Constant:
    """A threshold with its reason, by language."""

    name: str
    value: Any
    reason: Texts


@dataclass(frozen=True)
class Method:
    """One method of the methods page.

    `symbols` are lines of LaTeX. `in_tables` has the values of a table's column `method` and their
    meaning; * in a key stands for a number. `modules` are paths in the project, `decisions` names
    of files in docs/decisions.
    """

    id: str
    group: str
    name: Texts
    plain: Texts
    symbols: tuple[str, ...]
    claims: Claims
    limits: Texts
    references: tuple[Reference, ...]
    constants: tuple[str, ...]
    decisions: tuple[str, ...]
    modules: tuple[str, ...]
    in_tables: dict[str, Texts]


@dataclass(frozen=True)
class Decision:
    """A page of docs/decisions: file name, title, and the Markdown below the title (English)."""

    file: str
    title: str
    text: str


@cache
def methods() -> tuple[Method, ...]:
    """Return all methods in display order."""
    return tuple(_method(entry) for entry in _declared()["methods"])


@cache
def constants() -> dict[str, Constant]:
    """Return every constant of the methods, with value and English reason from the code."""
    body = ast.parse(Path(values.__file__).read_text(encoding="utf-8")).body
    reasons = _declared()["constants"]
    return {
        name: Constant(name, getattr(values, name), {"en": reason} | reasons.get(name, {}))
        for statement, following in pairwise(body)
        for name, reason in _documented(statement, following)
    }


@cache
def decisions() -> tuple[Decision, ...]:
    """Return the decisions, oldest file first."""
    pages = []
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        title, text = path.read_text(encoding="utf-8").split("\n", maxsplit=1)
        pages.append(Decision(path.name, title.removeprefix("# "), text.strip()))
    return tuple(pages)


def _method(entry: dict[str, Any]) -> Method:
    says = {
        note["says"]: {language: text for language, text in note.items() if language != "says"}
        for note in entry["in_tables"]
    }
    return Method(
        **{
            **entry,
            "symbols": tuple(entry["symbols"]),
            "references": tuple(Reference(**reference) for reference in entry["references"]),
            "constants": tuple(entry["constants"]),
            "decisions": tuple(entry["decisions"]),
            "modules": tuple(entry["modules"]),
            "in_tables": says,
        }
    )


def _documented(statement: ast.stmt, following: ast.stmt) -> list[tuple[str, str]]:
    """Return [(name, reason)] of an assignment followed by a docstring, else an empty list."""
    match statement, following:
        case (
            ast.Assign(targets=[ast.Name(id=name)]),
            ast.Expr(value=ast.Constant(value=str(reason))),
        ):
            return [(name, " ".join(reason.split()))]
    return []


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "methods.toml").read_text(encoding="utf-8"))
