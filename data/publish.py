"""Publishing: a small file names the current vintage; it is replaced atomically."""

import os
from pathlib import Path

from data.check import failures
from data.errors import BuildRefused
from queries.warehouse import checks, city_folder, current, vintages


def publish(city: str, vintage: str | None = None) -> str:
    """Make a vintage (default: the newest) the current one, and return its name.

    Raises BuildRefused if there is none, or if one of its checks found an error.
    """
    available = vintages(city)
    selected = vintage or (available[-1] if available else None)
    if selected is None or selected not in available:
        raise BuildRefused(
            f"There is no vintage {selected or ''} of {city}.\n"
            f"  what to do: run `accord build {city}`; `accord status {city}` lists what is there"
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
    """Make the vintage before the current one current again, and return its name."""
    now = current(city)
    earlier = [vintage for vintage in vintages(city) if now is not None and vintage < now]
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
    new.replace(pointer)
