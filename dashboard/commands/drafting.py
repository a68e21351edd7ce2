"""The command that drafts the pack of a new city from its files."""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.console import (
    clear_errors,
    err,
    out,
)
from dashboard.commands.reviewing import review_pack
from data.config import DATASETS, Portal
from data.new_city import new_city
from data.new_city.plan import Plan

PORTAL = "'force=Cincinnati/USE OF FORCE'"


Files = Annotated[
    list[str] | None, typer.Option(help="A file or a pattern such as 'force_*.csv'; repeatable.")
]


def draft(
    name: Annotated[str | None, typer.Option(help="The city's name, as people write it.")] = None,
    state: Annotated[str | None, typer.Option(help="The state's two letters.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Such as America/Chicago.")] = None,
    origin: Annotated[str | None, typer.Option(help="Who published the files, and where.")] = None,
    city_id: Annotated[str | None, typer.Option("--id", help="Default: from the name.")] = None,
    force: Files = None,
    complaints: Files = None,
    allegations: Files = None,
    calls: Files = None,
    surveys: Files = None,
    areas: Files = None,
    portal: Annotated[
        list[str] | None,
        typer.Option(help="DATASET=SOURCE/TABLE of openpolicedata's catalogue; repeatable."),
    ] = None,
    retrieved_on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the files were downloaded."),
    ] = None,
    replace: Annotated[bool, typer.Option(help="Replace a pack that exists.")] = False,
    review: Annotated[
        str | None, typer.Option(help="A city's id: go through what its drafted pack left open.")
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(help="With --review: the raw files. Default: ACCORD_HOME/raw/<city>."),
    ] = None,
) -> None:
    """Draft the pack of a new city from its files; docs/new_city.md walks through one."""
    if review:
        review_pack(review, raw)
        return
    files = {
        "force": force,
        "complaints": complaints,
        "allegations": allegations,
        "calls": calls,
        "surveys": surveys,
    }
    city_name = _answer(name, "--name", "The city's name")
    if not any(files.values()) and not portal and sys.stdin.isatty():
        for dataset in ("force", "complaints", "calls", "surveys"):
            answer = typer.prompt(f"Files of {dataset} (a path or pattern; empty: none)", "")
            files[dataset] = answer.split() or None
        areas = typer.prompt("Polygons of areas (empty: none)", "").split()
    plan = Plan(
        id=city_id or "_".join(city_name.lower().replace(".", "").replace("-", " ").split()),
        name=city_name,
        state=_answer(state, "--state", "The state's two letters").upper(),
        time_zone=_answer(time_zone, "--time-zone", "The time zone, such as America/Chicago"),
        origin=_answer(origin, "--origin", "Who published the files, and where"),
        files={
            dataset: _matching_files(patterns) for dataset, patterns in files.items() if patterns
        },
        areas=_matching_files(areas or []),
        retrieved_on=retrieved_on.date() if retrieved_on else None,
        portals=dict(_portal(text) for text in portal or []),
    )
    with clear_errors(), err.status("reading the files"):
        folders = new_city(plan, is_replaced=replace)
    out.print(f"The pack of {plan.name} is drafted. Read it, line by line:", highlight=False)
    for path in (folders.pack, folders.staging):
        for file in sorted(entry for entry in path.rglob("*") if entry.is_file()):
            out.print(f"  {file}", highlight=False, soft_wrap=True)
    for step in (f"new-city --review {plan.id}", f"build {plan.id}"):
        out.print(f"Then: accord {step} --raw {folders.raw}", highlight=False, soft_wrap=True)


def _answer(value: str | None, flag: str, question: str) -> str:
    """Return a value; if it is missing, ask for it at a terminal or raise BadParameter."""
    if value:
        return value
    if sys.stdin.isatty():
        return str(typer.prompt(question))
    raise typer.BadParameter(f"give {flag}")


def _portal(text: str) -> tuple[str, Portal]:
    dataset, _, place = text.partition("=")
    source, _, table = place.partition("/")
    if dataset not in DATASETS or not source or not table:
        raise typer.BadParameter(f"{text!r} is not DATASET=SOURCE/TABLE, such as {PORTAL}")
    return dataset, Portal(source, table)


def _matching_files(patterns: list[str]) -> tuple[Path, ...]:
    """Return the files of paths and patterns; a pattern without files stays, to be reported."""
    files: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        for file in sorted(path.parent.glob(path.name)) or [path]:
            files[file] = None
    return tuple(files)
