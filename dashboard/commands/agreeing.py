"""The command that begins, fills and checks the agreements of a city's pack."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.console import City, Language, clear_errors, err, out
from dashboard.commands.exit_codes import BAD_INPUT
from dashboard.meeting import comments, sheets
from dashboard.words import Words, load
from data.agreements import REQUESTS, clause_ids, faults, folder_of
from data.config import not_written, read_city
from data.new_agreement import new_agreement
from data.plans import plan_faults
from data.register import policy_ids
from data.requests_sheet import read_sheet
from data.toml_text import as_toml
from queries.declared.letters import need_seen
from queries.errors import BadInput
from queries.stored.written import locked, write_whole
from queries.vintage.catalog import open_city
from queries.warehouse import current


class Action(StrEnum):
    """What is done with an agreement."""

    new = "new"
    sheets = "sheets"
    take = "import"
    check = "check"


def agreement(
    action: Annotated[
        Action, typer.Argument(help="Begin one, write its sheets again, import, or check all.")
    ],
    city: City,
    policy: Annotated[str | None, typer.Argument(help="A policy's id; not for check.")] = None,
    file: Annotated[
        Path | None, typer.Argument(help="With import: requests as .xlsx or .csv.")
    ] = None,
    replace: Annotated[
        bool, typer.Option(help="With import: replace the requests that are there.")
    ] = False,
    language: Language = "en",
) -> None:
    """Begin, fill or check the agreement behind a policy; docs/peace_process.md tells when."""
    with clear_errors():
        pack = read_city(city)
        if action == Action.check:
            _check(pack.folder, policy_ids(pack))
            return
        if policy is None:
            raise typer.BadParameter("name the policy")
        if action == Action.new:
            words = load(language)
            for path in new_agreement(pack.folder, policy, language, comments(words)):
                _print(str(path))
            _write_sheets(city, folder_of(pack.folder, policy), words)
            return
        if action == Action.sheets:
            clause_ids(folder_of(pack.folder, policy))  # or it says that there is no agreement
            _write_sheets(city, folder_of(pack.folder, policy), load(language))
            return
        if file is None:
            raise typer.BadParameter("name the file of requests")
        _import(folder_of(pack.folder, policy), file, is_replaced=replace)


def _write_sheets(city: str, folder: Path, words: Words) -> None:
    """Write the sheets for the meetings of an agreement in place of those that are there."""
    vintage = open_city(city) if current(city) else None
    for name, content in sheets(folder.name, vintage, words).items():
        try:
            write_whole(folder / name, content)
        except OSError as error:
            raise not_written("The sheet", folder / name, error) from error
        _print(str(folder / name))


def _check(pack: Path, policies: list[str]) -> None:
    """Print what is wrong in a pack's agreements; exit with BAD_INPUT if anything is."""
    found = [*faults(pack, policies), *plan_faults(pack, policies)]
    for fault in found:
        err.print(str(fault), markup=False, highlight=False, soft_wrap=True)
    if found:
        raise typer.Exit(BAD_INPUT)
    _print("Nothing is wrong.")


def _import(folder: Path, file: Path, *, is_replaced: bool) -> None:
    """Write the requests of a spreadsheet into an agreement; with a mistake, print all and none."""
    need_seen(file.name, "The name of the file")
    requests, mistakes = read_sheet(file, clause_ids(folder))
    for line in mistakes:
        err.print(line, markup=False, highlight=False, soft_wrap=True)
    if mistakes:
        err.print(f"{len(mistakes)} to correct; nothing was taken.", highlight=False)
        raise typer.Exit(BAD_INPUT)
    target = folder / REQUESTS
    comment = f"Requests and answers, taken from {file.name}."
    with locked(folder):
        if target.exists() and not is_replaced:
            raise BadInput(
                "The agreement has requests already",
                file=target,
                actual="a file",
                expected="no file, or --replace",
                remedy="give --replace if the spreadsheet holds all requests that are to stand",
            )
        try:
            write_whole(target, as_toml(comment, {"requests": requests}).encode())
        except OSError as error:
            raise not_written("The requests", target, error) from error
    _print(f"{len(requests)} requests: {target}")


def _print(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
