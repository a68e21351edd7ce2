"""Publishing: a small file names the current vintage; it is replaced atomically."""

import os
from pathlib import Path

from data.check import failures
from data.errors import BuildRefused
from data.seal import to_disk
from queries.warehouse import (
    before,
    checks,
    city_folder,
    lost,
    pointed,
    vintage_damages,
    vintages,
)


def publish(city: str, vintage: str | None = None) -> str:
    """Make a vintage (default: the one built last) the current one, and return its name.

    Raises BuildRefused if there is none, or if one of its checks found an error.
    """
    available = vintages(city)
    selected = vintage or (available[-1] if available else None)
    if selected is None or selected not in available:
        raise BuildRefused(
            f"There is no vintage {selected or ''} of {city}.\n"
            f"  what to do: run `accord build {city}`; `accord status {city}` lists what is there"
        )
    for damage in vintage_damages(city, selected):
        raise BuildRefused(
            f"Vintage {selected} of {city} is not published: it is damaged.\n"
            f"  where: {damage}\n"
            f"  what to do: `accord publish {city} VINTAGE` publishes another one; "
            f"`accord status {city}` lists what is there"
        )
    failed = failures(checks(city, selected))
    if failed:
        rules = "\n".join(f"  - {check['rule']} ({check['rows']:,} rows)" for check in failed)
        raise BuildRefused(
            f"Vintage {selected} of {city} is not published: its checks found errors.\n{rules}\n"
            f"  what to do: `accord check {city}` shows the rows; correct them and build again"
        )
    _point(city, selected)
    return selected


def rollback(city: str) -> str:
    """Make the newest whole vintage before the current one current again, and return its name.

    The current one may be damaged. If the pointer itself is, there is no before: the newest whole
    vintage becomes the current one.
    """
    now = pointed(city)
    if now is None and lost(city) is None:
        earlier = []
    else:
        earlier = vintages(city) if now is None else before(city, now)
    earlier = [vintage for vintage in earlier if not vintage_damages(city, vintage)]
    if not earlier:
        raise BuildRefused(
            f"There is no earlier vintage of {city} to go back to.\n"
            f"  what to do: `accord status {city}` lists what is there"
        )
    return publish(city, earlier[-1])


def _point(city: str, vintage: str) -> None:
    pointer = city_folder(city) / "current"
    new: Path = pointer.with_name(".current-new")
    with new.open("w", encoding="utf-8") as file:
        file.write(vintage + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        new.replace(pointer)
    except OSError as error:
        new.unlink()
        raise BuildRefused(
            f"The pointer {pointer} cannot be replaced: {error.strerror}.\n"
            "  what to do: move what lies there out of the way, then try again"
        ) from error
    to_disk(pointer.parent)
