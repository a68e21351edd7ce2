"""The readiness card of a candidate: what its files could answer, as a trial build told."""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from dashboard.sites.declared import Candidate
from queries import warehouse
from queries.change.readiness import NO_DATASET, PART, Need, needs
from queries.declared.fields import datasets
from queries.declared.measures import Measure, datasets_of, measures
from queries.vintage.catalog import Vintage

FOLDER = "candidates"
UNUSABLE, UNREAD, FAULT = "unusable", "unread", "fault"
"""Further kinds of what a measure needs: usable rows, files to be read, a check that holds."""

COULD, NEEDS, NOT_READ = "could", "needs", "not_read"
"""Where a measure stands."""

log = logging.getLogger("accord")


class Read(msgspec.Struct, frozen=True):
    """What was read of a dataset: files, rows, and the records that they hold as drafted.

    `set_aside` counts rows by reason. Without a record `first_on` and what follows are None.
    `questions` and `faults` are those of the trial (data/new_city/trial.py), in English.
    """

    files: tuple[str, ...]
    rows_read: int
    records: int
    unit: str
    set_aside: dict[str, int]
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    questions: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """A card: the day it was made, what was read by dataset, what each measure needs by its id.

    `questions` and `faults` are about the whole of the files.
    """

    read_on: dt.date
    read: dict[str, Read]
    needs: dict[str, tuple[Need, ...]]
    questions: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def all_questions(self) -> list[str]:
        """What a person has to decide about the files."""
        return [*self.questions, *(text for read in self.read.values() for text in read.questions)]

    @property
    def all_faults(self) -> list[str]:
        """The rules of a build that the files break as they stand, each once."""
        rules = [*self.faults, *(rule for read in self.read.values() for rule in read.faults)]
        return list(dict.fromkeys(rules))


def card_of(
    vintage: Vintage,
    candidate: Candidate,
    questions: Mapping[str, tuple[str, ...]],
    faults: Mapping[str, tuple[str, ...]],
    read_on: dt.date,
) -> Card:
    """Return the card of a candidate whose files were built into a vintage."""
    given = [dataset for dataset, records in candidate.records.items() if records.files]
    asked, broken = _by_given(questions, given), _by_given(faults, given)
    read = {
        dataset: _read(vintage, dataset, asked.get(dataset, ()), broken.get(dataset, ()))
        for dataset in given
    }
    general = broken.get("", ())
    return Card(
        read_on,
        read,
        {
            measure.id: _needs(vintage, measure, candidate, read, is_faulty=bool(general))
            for measure in measures().values()
        },
        asked.get("", ()),
        general,
    )


def state(measure: Measure, candidate: Candidate, card: Card | None) -> tuple[str, list[Need]]:
    """Return where a measure stands (COULD, NEEDS, NOT_READ), and what it needs.

    Without a card, or for a measure that is newer than it, only what no file is named for is known.
    """
    if card is not None and measure.id in card.needs:
        missing = list(card.needs[measure.id])
        for name in sorted(datasets_of(measure)):
            records = candidate.records.get(name)
            if records is not None and records.part and Need(PART, name) not in missing:
                missing.append(Need(PART, name))  # said since the card was made
        if missing and all(need.kind == UNREAD for need in missing):
            return NOT_READ, []
        return (NEEDS if missing else COULD), missing
    absent = [
        Need(NO_DATASET, name)
        for name in sorted(datasets_of(measure))
        if name not in candidate.records
    ]
    return (NEEDS, absent) if absent else (NOT_READ, [])


def write_card(candidate_id: str, card: Card) -> Path:
    """Write a card, whole or not at all; return its file."""
    path = _path(candidate_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    new.replace(path)
    return path


def read_card(candidate_id: str) -> Card | None:
    """Return the card of a candidate; None if there is none, or one that cannot be read."""
    path = _path(candidate_id)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Card)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        log.error("the card %s cannot be read: %s", path, error)
        return None


def _path(candidate_id: str) -> Path:
    return warehouse.home() / FOLDER / f"{candidate_id}.json"


def _by_given(
    texts: Mapping[str, tuple[str, ...]], given: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return texts by the datasets whose files were given, "" for those of none.

    Allegations can stand in the file of complaints.
    """
    named: dict[str, tuple[str, ...]] = {}
    for dataset, lines in texts.items():
        owner = dataset if dataset in given or not dataset else datasets()[dataset].of
        key = owner if owner in given else ""
        named[key] = (*named.get(key, ()), *lines)
    return named


def _read(
    vintage: Vintage, dataset: str, questions: tuple[str, ...], faults: tuple[str, ...]
) -> Read:
    sources = {source.id for source in vintage.city.sources if dataset in source.datasets}
    files = [file for file in vintage.manifest.files if file.source in sources]
    reasons: dict[str, int] = {}
    for file in files:
        for reason, rows in file.set_aside.items():
            reasons[reason] = reasons.get(reason, 0) + rows
    span = vintage.manifest.datasets.get(dataset)
    return Read(
        tuple(file.file for file in files),
        sum(file.rows_read for file in files),
        span.rows if span else 0,
        vintage.city.unit(datasets()[dataset].noun),
        reasons,
        span.first_on if span else None,
        span.last_on if span else None,
        questions,
        faults,
    )


def _needs(
    vintage: Vintage,
    measure: Measure,
    candidate: Candidate,
    read: Mapping[str, Read],
    *,
    is_faulty: bool,
) -> tuple[Need, ...]:
    """Return what a measure needs: as the build tells, and as the operator and the checks do."""
    missing = []
    for need in needs(vintage, measure):
        if need.kind == NO_DATASET and need.dataset in read:
            missing.append(replace(need, kind=UNUSABLE))
        elif need.kind == NO_DATASET and need.dataset in candidate.records:
            missing.append(replace(need, kind=UNREAD))
        else:
            missing.append(need)
    for dataset in sorted(datasets_of(measure)):
        records = candidate.records.get(dataset)
        if records is not None and records.part:
            missing.append(Need(PART, dataset))
        if dataset in read and read[dataset].records and (is_faulty or read[dataset].faults):
            missing.append(Need(FAULT, dataset))
    return tuple(missing)
