"""Every value in the table of docs/limits.md equals the constant that it names."""

import datetime as dt
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from queries.paths import ROOT

MOST_WITHOUT_NUMBER = 15
COLUMNS = ("limit", "value", "where", "why", "beyond")
QUOTED = re.compile(r"`([^`]+)`")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_limits() -> list[dict[str, str]]:
    """Return the rows of the table, by column."""
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells[1:]]


def references(where: str) -> list[tuple[str, str]]:
    """Return (file, what is named there) of a cell; what follows a file stands in that file."""
    pairs = []
    file = ""
    for text in QUOTED.findall(where):
        if re.fullmatch(r"[\w/]+\.(py|sql|toml)", text):
            file = text
        else:
            pairs.append((file, text))
    return pairs


def constant(file: str, name: str) -> Any:
    """Return the value of a constant of a module."""
    module = file.removesuffix(".py").replace("/", ".")
    return getattr(importlib.import_module(module), name)


def spellings(value: Any) -> set[str]:
    """Return the ways in which the table may write a single value."""
    match value:
        case dt.timedelta():
            return {f"{value.total_seconds() / 3600:g} hours"}
        case int() | float():
            percent = f"{100 * value:.6g}"
            number = f"{value:,}".removesuffix(".0")
            return {number, f"{value:.2f}", f"{percent} %", f"{percent} points"}
    return {str(value)}


def is_written(value: Any, text: str) -> bool:
    """Say whether a value, or every part of a tuple, stands in a text by itself."""
    if isinstance(value, tuple):
        return all(is_written(part, text) for part in value)
    return any(
        re.search(rf"(?<![\w.,]){re.escape(spelling)}(?![\w]|[.,]\d)", text)
        for spelling in spellings(value)
    )


LIMITS = read_limits()


@pytest.mark.parametrize("row", LIMITS, ids=[row["limit"] for row in LIMITS])
def test_a_limit_is_the_constant_it_names(row: dict[str, str]) -> None:
    """The value holds every constant, and every number of the words that are quoted from a file."""
    constants = references(row["where"])
    assert constants or "no number: " in row["where"], "name a constant, or say why there is none"
    for file, name in constants:
        if CONSTANT.fullmatch(name):
            assert is_written(constant(file, name), row["value"]), (name, constant(file, name))
        else:
            assert name in (ROOT / file).read_text(encoding="utf-8")
            for number in NUMBER.findall(name):
                assert is_written(float(number), row["value"]), (name, number)


def test_every_row_is_whole() -> None:
    """A limit has a name of its own, a value, a reason and a consequence, and its file exists."""
    names = [row["limit"] for row in LIMITS]
    assert len(names) == len(set(names)) > 50
    assert all(row[column] for row in LIMITS for column in COLUMNS)
    files = re.findall(r"`([\w/]+\.(?:py|sql|toml))`", " ".join(row["where"] for row in LIMITS))
    assert [file for file in files if not Path(ROOT / file).is_file()] == []


def test_few_limits_have_no_number() -> None:
    """Nearly every limit can be compared with the code."""
    without = [row["limit"] for row in LIMITS if "no number: " in row["where"]]
    assert len(without) <= MOST_WITHOUT_NUMBER


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (3, "3", True),
        (2, "3", False),
        (5, "500", False),
        (0.5, "50 % of the records", True),
        (0.05, "50 %", False),
        (20_000, "20,000 rows", True),
        (2, "2,000 points", False),
        ((0.8, 1.25), "0.80–1.25", True),
        (dt.timedelta(hours=24), "12 hours", False),
    ],
)
def test_a_value_that_drifted_is_seen(value: Any, text: str, expected: bool) -> None:
    """A number inside another number, or of another size, is not the value."""
    assert is_written(value, text) is expected
