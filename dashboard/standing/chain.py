"""Steps that run one after the other, each safe to repeat, with one line of the log for each."""

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from filelock import FileLock, Timeout

from dashboard.standing.files import standing_folder
from queries.errors import BadInput

DONE, ALREADY_DONE, NOTHING_TO_DO, FAILED = "done", "already_done", "nothing_to_do", "failed"
LOCK = "update.lock"

Outcome = tuple[str, str]
"""One of the words above, and what was done in a few words: a vintage, a folder, a count."""


@dataclass(frozen=True)
class Step:
    """A step of a run: it finds out itself what is left to do, and does it."""

    name: str
    do: Callable[[], Outcome]


def run(city: str, steps: Sequence[Step], log: Callable[[str], None]) -> None:
    """Run the steps of a city in order; the first that fails ends the run with its error.

    Raises BadInput if another run of the city has not ended. The system frees the lock of a run
    that is killed.
    """
    folder = standing_folder(city)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            for step in steps:
                _run(city, step, log)
    except Timeout as error:
        raise BadInput(
            f"Another run of `accord update {city}` has not ended.",
            file=folder / LOCK,
            remedy="wait until it has ended, then try again",
        ) from error


def _run(city: str, step: Step, log: Callable[[str], None]) -> None:
    begin = time.monotonic()
    outcome, detail = FAILED, "stopped"
    try:
        outcome, detail = step.do()
    except Exception as error:
        detail = (str(error) or type(error).__name__).splitlines()[0]
        raise
    finally:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        line = {
            "at": now,
            "city": city,
            "step": step.name,
            "outcome": outcome,
            "seconds": round(time.monotonic() - begin, 1),
            "detail": detail,
        }
        log(json.dumps(line, ensure_ascii=False))
