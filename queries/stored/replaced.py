"""What a vintage says of a published mistake that it puts right; kept beside its manifest."""

from pathlib import Path

import msgspec

from queries.damage import FAULTS, Damage, why

REPLACED = "replaced.json"


class Replaced(msgspec.Struct, frozen=True):
    """The vintage that was put right, the reason, and its records by dataset.

    `reason` is in the words of the operator, in one language.
    """

    vintage: str
    reason: str
    records: dict[str, int]


def read_replaced(folder: Path) -> Replaced | Damage | None:
    """Return what the vintage in `folder` puts right, None for most, or the damage to it."""
    path = folder / REPLACED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Replaced)
    except FileNotFoundError:
        return None
    except FAULTS as error:
        return Damage(path, why(error))
