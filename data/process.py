"""What a pack says of the way of a complaint: who decides, how long, how to file and appeal."""

import datetime as dt
from collections.abc import Callable

from queries.declared.letters import is_web
from queries.manifest import ComplaintProcess

LINKS = ("file_link", "appeal_link", "link")
TEXTS = ("decides", "time", "file", "appeal")


def check_process(process: ComplaintProcess, need: Callable[[bool, str, str, str], None]) -> None:
    """Check that something is said, with a source and a day, and that links are of the web.

    `need` raises BadInput unless its first argument holds (data/config.py).
    """
    need(
        any(getattr(process, name) for name in TEXTS),
        "complaint_process says nothing",
        "no text",
        f"at least one of {', '.join(TEXTS)}",
    )
    need(
        bool(process.source.strip()),
        "complaint_process names no source",
        repr(process.source),
        "source: the page or document that its texts come from",
    )
    need(
        isinstance(process.read_on, dt.date),
        "complaint_process does not say when its source was read",
        repr(process.read_on),
        "read_on = 2026-01-31",
    )
    for name in LINKS:
        value = getattr(process, name)
        need(
            value is None or is_web(value, ("https",)),
            f"complaint_process has a {name} that is no address of the web",
            repr(value),
            "https://…",
        )
