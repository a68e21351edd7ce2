"""The candidates of the register, which an operator names in ACCORD_HOME/sites.toml.

The file holds only what cannot be computed. What a published city has is read from its vintage, and
what a candidate's files could answer from the card that `accord candidate` makes.
"""

import datetime as dt
import logging
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import msgspec

from dashboard.words.markup import web_address
from queries import warehouse
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.texts import Texts

NAME = "sites.toml"
DATASETS = ("force", "complaints", "allegations", "calls")

log = logging.getLogger("accord")


class Records(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The records of one dataset that a candidate has made public.

    `origin` says who published them and where, `link` leads there. `files` are patterns of files in
    the candidate's raw folder. `part` says, by language, of which records alone they are.
    """

    origin: str
    link: str = ""
    files: tuple[str, ...] = ()
    part: Texts | None = None


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city that may join; `areas` are patterns of files with polygons.

    `retrieved_on` is the day on which the files were downloaded, by default that of the files.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]*$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    state: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    time_zone: str
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    records: dict[str, Records]
    areas: tuple[str, ...] = ()
    retrieved_on: dt.date | None = None


class _Sites(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    candidates: tuple[Candidate, ...] = ()


def candidates() -> list[Candidate]:
    """Return the candidates that are not published, by name; raise BadInput for a file in error."""
    path = warehouse.home() / NAME
    if not path.is_file():
        return []
    declared = _read(path, path.stat().st_mtime_ns)
    published = set(warehouse.published_cities())
    return sorted(
        (candidate for candidate in declared if candidate.id not in published),
        key=lambda candidate: candidate.name,
    )


def shown_candidates() -> list[Candidate]:
    """Return the candidates, none if the file is in error: the log says so, the cities stay."""
    try:
        return candidates()
    except (BadInput, OSError) as error:
        log.error("%s", error)
        return []


@lru_cache(maxsize=8)
def _read(path: Path, _changed_at: int) -> tuple[Candidate, ...]:
    try:
        declared = msgspec.convert(read_toml(path), _Sites).candidates
    except msgspec.ValidationError as error:
        raise _bad(path, str(error), "the keys of docs/sites.md") from error
    for name, count in Counter(candidate.id for candidate in declared).items():
        if count > 1:
            raise _bad(path, f"{count} candidates with the id {name!r}", "an id for each")
    for candidate in declared:
        for dataset, records in candidate.records.items():
            if dataset not in DATASETS:
                raise _bad(path, f"records.{dataset}", f"one of {', '.join(DATASETS)}")
            if records.link and not web_address(records.link):
                raise _bad(path, records.link, "a link that begins with https://")
            for pattern in records.files:
                if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
                    raise _bad(path, pattern, "files inside the candidate's raw folder")
            if records.part is not None and not any(records.part.values()):
                raise _bad(path, str(records.part), 'part = { en = "…", es = "…" }')
    return declared


def _bad(path: Path, actual: str, expected: str) -> BadInput:
    return BadInput(
        "The register of sites has a candidate that cannot be read.",
        file=path,
        actual=actual,
        expected=expected,
        remedy="correct the key; docs/sites.md explains each",
    )
