"""Damage to what is stored: its words for the operator, and one line of the log for each."""

import logging
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger("accord")

FAULTS = (OSError, ValueError, RecursionError)
"""What reading a damaged file raises; msgspec's errors and those of UTF-8 are ValueErrors."""

_logged: dict[Path, str] = {}
"""What the log already says of a file, so that it says it once."""


@dataclass(frozen=True)
class Damage:
    """A file of a vintage, or the pointer to one, that cannot be read, and why."""

    path: Path
    reason: str

    def __str__(self) -> str:
        """Return the file and the reason in one line."""
        return f"{self.path}: {self.reason}"


def why(error: Exception) -> str:
    """Return the reason in an error, in one line."""
    text = str(error) if not isinstance(error, OSError) else error.strerror or str(error)
    return text.splitlines()[0] if text else type(error).__name__


def note(path: Path, damage: Damage | None) -> None:
    """Log the damage of a file once; when the file is whole again, the next damage is a new one."""
    if damage is None:
        _logged.pop(path, None)
    elif _logged.get(path) != damage.reason:
        _logged[path] = damage.reason
        log.error("skipped, cannot be read: %s", damage)
