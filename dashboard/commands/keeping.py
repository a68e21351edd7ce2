"""The command that checks the files of vintages."""

from typing import Annotated

import typer

from dashboard.commands.console import DAMAGED, err, out
from queries import warehouse


def verify(city: Annotated[str | None, typer.Argument(help="One city, or all.")] = None) -> None:
    """Check every file of all vintages against the sums of its build, and name what is damaged."""
    cities = [city] if city else warehouse.cities()
    damages = 0
    for name in cities:
        vintages = warehouse.all_vintages(name)
        if city and not vintages:
            err.print(f"There is no vintage of {name}; `accord status` lists what is there.")
            raise typer.Exit(DAMAGED)
        for vintage in vintages:
            found = warehouse.verify(name, vintage)
            damages += len(found or [])
            if not found:
                says = "no sums, built before Accord wrote them" if found is None else "whole"
                _print(f"{name} {vintage} {says}")
            for damage in found or []:
                _print(f"{name} {vintage} damaged: {damage}")
        if pointer := warehouse.pointer_damage(name):
            damages += 1
            _print(f"{name} damaged: {pointer}")
    if damages:
        raise typer.Exit(DAMAGED)


def _print(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
