"""What the commands share: where they print, how they end, and how days are written."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from dashboard import words
from dashboard.words.languages import folders
from data.errors import BadInput, BuildRefused
from queries.dates import DateRange
from queries.errors import NoAnswer

out = Console()
err = Console(stderr=True)

BAD_INPUT = 2
CHECKS_FAILED = 3

City = Annotated[str, typer.Argument(help="A city's id, such as chicago.")]


def _known_language(code: str) -> str:
    """Return a language's code; raise BadParameter if there is no such language."""
    languages = folders()
    if code not in languages:
        raise typer.BadParameter(
            f"there is no language {code!r}; there are: {', '.join(languages)}"
        )
    return code


Language = Annotated[
    str,
    typer.Option(
        help=f"Language of sentences: {' or '.join(folders())}.", callback=_known_language
    ),
]


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    csv = "csv"


@contextmanager
def clear_errors() -> Iterator[None]:
    """End in one clear message, and an exit code, for what a person can put right."""
    try:
        yield
    except (BadInput, BuildRefused) as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except NoAnswer as error:
        err.print(words.load("en").no_answer(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error


def print_table(title: str, found: pl.DataFrame) -> None:
    """Print a table under its title; what is null is left blank."""
    table = Table(*found.columns, title=title)
    for row in found.iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)


def by_reason(counts: dict[str, int]) -> str:
    """Return counts and their reasons, one a line, or 0."""
    return "\n".join(f"{rows:,} {reason}" for reason, rows in counts.items()) or "0"


def as_day(text: str) -> dt.date:
    """Return a day written as 2018-12-31; raise BadParameter if it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2018-12-31") from error


def as_period(text: str) -> DateRange:
    """Return FROM:TO as two days; raise BadParameter if it is no period."""
    try:
        first, last = (dt.date.fromisoformat(part) for part in text.split(":"))
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not FROM:TO; write days as 2015-10-16:2017-10-15"
        ) from error
    return first, last
