"""ACCORD_HOME as an address: what is published there is brought to a folder of this machine.

Commands that only read take that folder as ACCORD_HOME, and a server keeps it up to date. Commands
that write are refused: what is published elsewhere is built elsewhere.
"""

import hashlib
import os
import threading
from pathlib import Path

from dashboard.commands.console import clear_errors, err
from data.config import packs
from queries.damage import Damage, note, why
from queries.errors import BadInput
from queries.stored.mirror import mirror
from queries.warehouse import FORMAT

READING = ("status", "verify", "compare", "trend", "quality", "review", "serve")
"""The commands that write nothing."""

SECONDS = 30
"""How long a server may show what is no longer published at the address."""


def bring(address: str, command: str) -> None:
    """Make a folder of this machine ACCORD_HOME, which holds what is published at an address.

    What cannot be brought is said, and the command goes on with what was brought before.
    """
    with clear_errors():
        if command not in READING:
            raise BadInput(
                f"`accord {command}` writes, and ACCORD_HOME is an address, which is only read",
                actual=address,
                expected=f"a folder of this machine, or one of: {', '.join(READING)}",
                remedy="set ACCORD_HOME to a folder, and copy its `warehouse` to the address",
            )
        folder = cache(address)
        for fault in mirror(address, folder, packs(), FORMAT):
            _say(fault)
    os.environ["ACCORD_HOME"] = str(folder)
    if command == "serve":
        threading.Thread(target=_follow, args=(address, folder), daemon=True).start()


def cache(address: str) -> Path:
    """Return the folder that holds what is published at an address.

    It lies in ACCORD_CACHE, or in `.cache/accord` of the user's folder.
    """
    root = os.environ.get("ACCORD_CACHE")
    base = Path(root).resolve() if root else Path.home() / ".cache" / "accord"
    return base / hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:16]


def _follow(address: str, folder: Path) -> None:
    """Keep the folder up to date as long as the process runs; faults are in the log, once each."""
    rest = threading.Event()
    while not rest.wait(SECONDS):
        try:
            mirror(address, folder, packs(), FORMAT)
        except OSError as error:  # as a full disk, which can pass
            note(folder, Damage(folder, why(error)))


def _say(fault: Damage) -> None:
    err.print(f"not brought: {fault}", markup=False, highlight=False, soft_wrap=True)
