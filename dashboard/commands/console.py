"""What the commands share: consoles, exit codes, common options, and dates."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from dashboard.commands.exit_codes import BAD_INPUT, MACHINE_FAULT
from dashboard.words import load
from dashboard.words.languages import folders
from data.config import read_city
from data.errors import BuildRefused, MachineFault
from data.machine import machine_faults
from queries import warehouse
from queries.dates import DateRange, read_day
from queries.declared.letters import need_web
from queries.errors import BadInput, NoAnswer, Unreadable

out = Console()
err = Console(stderr=True)

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
    """The form of an answer."""

    table = "table"
    json = "json"
    csv = "csv"


@contextmanager
def clear_errors() -> Iterator[None]:
    """Print an error that a person can correct as one message; exit with the code of its kind."""
    try:
        with machine_faults():
            yield
    except MachineFault as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(MACHINE_FAULT) from error
    except (BadInput, BuildRefused, Unreadable) as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except OSError as error:  # such as a folder where a file is meant
        if error.filename is None:
            raise
        fault = BadInput(
            "A file or folder cannot be used",
            file=str(error.filename),
            actual=error.strerror or str(error),
            remedy="correct the path",
        )
        err.print(str(fault), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except NoAnswer as error:
        err.print(load("en").no_answer(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error


def print_table(title: str, rows: pl.DataFrame) -> None:
    """Print a table with its title; null is blank."""
    table = Table(*rows.columns, title=title)
    for row in rows.iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)


def by_reason(counts: dict[str, int]) -> str:
    """Return counts with their reasons, one per line, or 0."""
    return "\n".join(f"{rows:,} {reason}" for reason, rows in counts.items()) or "0"


def as_day(text: str) -> dt.date:
    """Return the date written as 2018-12-31; raise BadParameter for other text."""
    try:
        return read_day(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2018-12-31") from error


def need_city(city: str) -> None:
    """Raise BadInput for a city that has neither a pack nor a vintage."""
    if city not in warehouse.cities():
        read_city(city)


def as_site(text: str) -> str:
    """Return the address of a site, without a slash at its end; raise BadInput if it is none."""
    need_web(text, "--site")
    return text.rstrip("/")


def as_period(text: str) -> DateRange:
    """Return the two dates of FROM:TO; raise BadParameter for other text."""
    try:
        first, last = (read_day(part) for part in text.split(":"))
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a period; write FROM:TO, as 2015-10-16:2017-10-15"
        ) from error
    return first, last
