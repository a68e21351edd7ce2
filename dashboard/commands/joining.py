"""The command that reads what a candidate city's files could answer."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.console import City, Language, clear_errors, err, out
from dashboard.sites.cards import card_of, write_card
from dashboard.sites.declared import NAME, Candidate, candidates
from dashboard.sites.lines import candidate_lines
from dashboard.words import load
from data.new_city.plan import Plan
from data.new_city.trial import trial
from queries.errors import BadInput
from queries.vintage.catalog import open_city
from queries.warehouse import home, raw_folder


def candidate(
    city: City,
    raw: Annotated[Path | None, typer.Option(help="The folder of the raw files.")] = None,
    language: Language = "en",
) -> None:
    """Read which measures a candidate's files could answer today; docs/sites.md tells how."""
    with clear_errors():
        entry = _entry(city)
        plan = _plan(entry, raw or raw_folder(city))
        read_on = dt.datetime.now(dt.UTC).date()
        with err.status("reading and building the files"), trial(plan) as built:
            vintage = open_city(plan.id, built.vintage)
            card = card_of(vintage, entry, built.questions, built.faults, read_on)
            vintage.reader.close()
        path = write_card(entry.id, card)
    for line in candidate_lines(entry, card, load(language)):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    for question in card.all_questions:
        out.print(f"? {question}", markup=False, highlight=False, soft_wrap=True)
    out.print(str(path), markup=False, highlight=False, soft_wrap=True)


def _entry(city: str) -> Candidate:
    known = {entry.id: entry for entry in candidates()}
    if city not in known:
        raise BadInput(
            f"There is no candidate {city!r}",
            file=home() / NAME,
            expected=f"one of: {', '.join(known) or 'none is named yet'}",
            remedy="add it to the file; docs/sites.md has its keys. A published city is none",
        )
    return known[city]


def _plan(entry: Candidate, folder: Path) -> Plan:
    """Return the plan of a draft of a candidate's files."""
    files = {
        dataset: tuple(_matching(folder, pattern) for pattern in records.files)
        for dataset, records in entry.records.items()
        if records.files
    }
    return Plan(
        id=entry.id,
        name=entry.name,
        state=entry.state,
        time_zone=entry.time_zone,
        origin="; ".join(dict.fromkeys(records.origin for records in entry.records.values())),
        files={
            dataset: tuple(path for paths in found for path in paths)
            for dataset, found in files.items()
        },
        areas=tuple(path for pattern in entry.areas for path in _matching(folder, pattern)),
        retrieved_on=entry.retrieved_on,
    )


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a pattern; raise BadInput if there are none."""
    paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    if not paths:
        raise BadInput(
            f"No file fits {pattern!r}",
            file=folder,
            expected="at least one file",
            remedy=f"put it there, name another folder with --raw, or correct {NAME}",
        )
    return paths
