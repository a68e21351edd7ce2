"""The commands that check the files of vintages and remove those no longer needed."""

from typing import Annotated

import typer

from dashboard.commands.console import City, clear_errors, err, need_city, out
from dashboard.commands.exit_codes import BAD_INPUT, DAMAGED
from dashboard.sums import release
from data import prune as pruner
from queries import warehouse


def verify(city: Annotated[str | None, typer.Argument(help="One city, or all.")] = None) -> None:
    """Check every file of all vintages against the sums of its build, and name what is damaged."""
    with clear_errors():
        if city:
            need_city(city)
        cities = [city] if city else warehouse.cities()
    damages = 0
    for name in cities:
        vintages = warehouse.all_vintages(name)
        if city and not vintages:
            err.print(f"There is no vintage of {name}; `accord status` lists what is there.")
            raise typer.Exit(BAD_INPUT)
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


def prune(
    city: City,
    keep: Annotated[int, typer.Option(min=0, help="How many of the newest builds to keep.")] = (
        pruner.KEPT
    ),
    yes: Annotated[bool, typer.Option("--yes", help="Remove what is listed.")] = False,
) -> None:
    """Remove old vintages, all but the published one, the one before it and the newest builds."""
    with clear_errors():
        names, folders = pruner.superfluous(city, keep), pruner.outdated(city, release())
        remains = [folder.relative_to(warehouse.city_folder(city)).as_posix() for folder in folders]
        for name in [*names, *remains]:
            _print(f"{city} {name} {'is removed' if yes else 'would be removed'}")
        _print_cited(city)
        if not names and not folders:
            _print(f"{city}: nothing to remove")
        elif yes:
            pruner.prune(city, names, folders)
        else:
            _print("Nothing is removed yet. To remove them for good, add --yes.")


def _print_cited(city: str) -> None:
    """Say which vintages stay because of citations, and what that means for what they tell."""
    cited = warehouse.cited_vintages(city)
    for name, n in sorted(cited.items()):
        _print(f"{city} {name} stays: {n:,} {'citation' if n == 1 else 'citations'} of it")
    if cited:
        _print(
            "A citation keeps its table as it was, and its build stays. Where a rule has become "
            "stricter since (data/sensitive.toml), both still hold what it would leave coarser or "
            "out. `accord withdraw ID` takes a citation back."
        )


def _print(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
