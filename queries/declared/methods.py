"""How every number is made: methods, constants and decisions, each read from where it lives.

data/methods.toml says what each method does, queries/stats/constants.py holds the values with
their reasons, docs/decisions what was decided and why. Nothing of it is written twice.
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
    """A published source; a few carry no year."""

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
    """One method: `symbols` are LaTeX lines, `in_tables` what a table's `method` can say of it.

    In the keys of `in_tables` * stands for a number. `modules` are paths in the project,
    `decisions` names of files in docs/decisions.
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
    """A page of docs/decisions: its file's name, its title, and the Markdown under it (English)."""

    file: str
    title: str
    text: str


@cache
def methods() -> tuple[Method, ...]:
    """Return all methods in the order in which they are told."""
    return tuple(_method(entry) for entry in _declared()["methods"])


@cache
def constants() -> dict[str, Constant]:
    """Return every constant of the methods; value and English reason are those of the code."""
    body = ast.parse(Path(values.__file__).read_text(encoding="utf-8")).body
    reasons = _declared()["constants"]
    return {
        name: Constant(name, getattr(values, name), {"en": reason} | reasons.get(name, {}))
        for statement, following in pairwise(body)
        for name, reason in _documented(statement, following)
    }


@cache
def decisions() -> tuple[Decision, ...]:
    """Return what was decided, oldest file first."""
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
    """Return (name, reason) of an assignment followed by its docstring, else nothing."""
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
