"""Where citations are kept: one file each, in ACCORD_HOME, by city and vintage, never changed.

`accord prune` removes no vintage of which a citation is here. The operator can withdraw a citation
(`accord withdraw`): a note with the reason stays in its place, and holds no vintage.
"""

import datetime as dt
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from dashboard.api.problems import Problem
from dashboard.citing.citation import ID_LETTERS, Citation
from queries import warehouse
from queries.damage import FAULTS
from queries.errors import BadInput
from queries.rate_limits import RateLimit
from queries.stored.written import write_whole

MOST_BYTES = 2_000_000
"""Of one citation."""

MOST_BYTES_IN_ALL = 1_000_000_000
"""Of all citations of a site."""

MOST_A_DAY = 500
"""New citations in a day, so that nobody fills the disk in one."""

MOST_A_DAY_OF_ONE = 50
"""Of these, citations of one client address, so that nobody takes them from all others.

Each process of a site counts for itself, and most sites have at most eight.
"""

DAY_S = 86_400
LOCK_WITHIN_S = 10
WITHDRAWN = "withdrawn"
"""The ending of a file in the place of a citation that was withdrawn."""

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz234567")

by_client = RateLimit(MOST_A_DAY_OF_ONE, DAY_S)

log = logging.getLogger("accord")


class Withdrawal(msgspec.Struct):
    """Why a citation is here no longer, in the operator's words."""

    id: str
    withdrawn_on: dt.date
    reason: str


def is_id(text: str) -> bool:
    """Return whether a text can be the id of a citation."""
    return len(text) == ID_LETTERS and set(text) <= LETTERS


def citation(name: str) -> Citation | None:
    """Return a citation by its id, or None if there is none; raise Problem for a damaged one."""
    path = next(_files(name), None) if is_id(name) else None
    if path is None:
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Citation)
    except FAULTS as error:
        log.error("%s: %s", path, error)
        text = "This citation cannot be read now. Its operator can see why in the log."
        raise Problem(503, text, "damaged", retry_after_s=600) from error


def withdrawal(name: str) -> Withdrawal | None:
    """Return why the citation of an id was withdrawn, or None if it was not."""
    path = next(_files(name, WITHDRAWN), None) if is_id(name) else None
    return msgspec.json.decode(path.read_bytes(), type=Withdrawal) if path else None


def withdraw(name: str, reason: str, today: dt.date) -> None:
    """Remove a citation for good, and leave a note with the reason; raise BadInput without one."""
    path = next(_files(name), None) if is_id(name) else None
    if path is None:
        raise BadInput(
            "There is no such citation",
            actual=name,
            expected=f"the {ID_LETTERS} letters at the end of its address, /cite/ID",
            remedy="look at its address, and that ACCORD_HOME is the one of the site",
        )
    note = msgspec.json.encode(Withdrawal(name, today, reason))
    with FileLock(path.parents[1] / warehouse.CITING_LOCK, timeout=LOCK_WITHIN_S):
        _write(path.with_suffix(f".{WITHDRAWN}"), note)
        path.unlink()


def keep(citation: Citation) -> None:
    """Keep a citation for good; one that is kept already stays as it is.

    Raises Problem where it is too large, the site keeps no more, or cannot write.
    """
    content = msgspec.json.encode(citation)
    if len(content) > MOST_BYTES:
        text = f"This answer has more than {MOST_BYTES:,} bytes. Cite a part of it."
        raise Problem(422, text, "citation_too_large")
    folder = warehouse.citations_folder(citation.city)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / warehouse.CITING_LOCK, timeout=LOCK_WITHIN_S):
            _refuse_beyond(len(content))
            if citation.vintage not in warehouse.vintages(citation.city):
                raise Problem(404, "This vintage was removed just now.", "no_such_vintage")
            _write(folder / citation.vintage / f"{citation.id}.json", content)
    except (OSError, Timeout) as error:
        log.error("a citation was not kept: %s", error)
        text = "This site keeps no citations now. Its operator can see why in the log."
        raise Problem(503, text, "not_kept", retry_after_s=600) from error


def _refuse_beyond(size: int) -> None:
    """Raise Problem if one more citation is more than the site keeps, or than it takes in a day."""
    stats = [path.stat() for path in _files()]
    if sum(stat.st_size for stat in stats) + size > MOST_BYTES_IN_ALL:
        raise Problem(503, "This site has no room for more citations.", "no_room")
    since = time.time() - DAY_S
    times = sorted(stat.st_mtime for stat in stats if stat.st_mtime > since)
    if len(times) >= MOST_A_DAY:
        text = f"This site keeps {MOST_A_DAY} new citations a day, and has kept them."
        wait = max(1, round(times[0] - since))
        raise Problem(503, text, "busy", retry_after_s=wait)


def _files(name: str = "*", ending: str = "json") -> Iterator[Path]:
    return (warehouse.home() / "citations").glob(f"*/*/{name}.{ending}")


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what is there already stays."""
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    write_whole(path, content)
