"""The folders of vintages, the published vintage of a city, and read-only connections."""

import os
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import duckdb
import msgspec

from queries.damage import FAULTS, Damage, note, why
from queries.errors import BadInput, Unreadable
from queries.manifest import Manifest
from queries.stored import tables
from queries.stored.manifests import Found, look, manifest_in
from queries.stored.names import NAME, is_address
from queries.stored.reader import Reader
from queries.stored.seals import SEAL, Seal, broken, read_seal

FORMAT = 3
"""Version of the meaning of a vintage's values; raised when values of earlier vintages differ in
meaning. A new field does not raise it: the site reports a missing field
(data/fields_by_format.toml)."""

EDITION, FILES = "edition", "files"
BESIDE = (EDITION, FILES)
"""Kinds of what is made of vintages and kept beside them: public pages, and files of records."""
CITING_LOCK = ".lock"
"""In the folder of a city's citations: held while one is kept, or a vintage is removed."""


class CheckResult(TypedDict):
    """What checks.json holds of each check."""

    name: str
    severity: str
    rule: str
    rows: int
    examples: NotRequired[list[dict[str, Any]]]


def home() -> Path:
    """Return the folder that holds all state: ACCORD_HOME, or `var` in the current folder.

    Raises BadInput for an address: the command line replaces it (dashboard/commands/address.py).
    """
    place = os.environ.get("ACCORD_HOME", "var")
    if is_address(place):
        raise BadInput(
            "ACCORD_HOME names an address, and this needs a folder",
            actual=place,
            expected="a folder of this machine",
            remedy="start it by the command `accord`, or set ACCORD_HOME to a folder",
        )
    return Path(place).resolve()


def raw_folder(city: str) -> Path:
    """Return the default folder of a city's raw files."""
    return home() / "raw" / city


def city_folder(city: str) -> Path:
    """Return the folder that holds a city's vintages and the name of the current one."""
    return home() / "warehouse" / city


def parts_folder(city: str) -> Path:
    """Return the folder of what a city's next build can use again, or find gone."""
    return home() / "parts" / city


def beside_folder(city: str, kind: str, vintage: str) -> Path:
    """Return the folder that keeps what was made of a vintage, by release; it may be removed."""
    return city_folder(city) / kind / vintage


def citations_folder(city: str) -> Path:
    """Return the folder that keeps what was cited of a city, in one folder for each vintage."""
    return home() / "citations" / city


def cited_vintages(city: str) -> Counter[str]:
    """Return how many citations there are of a city's vintages, by their names."""
    return Counter(path.parent.name for path in citations_folder(city).glob("*/*.json"))


def all_vintages(city: str) -> list[str]:
    """Return the names of all folders of vintages of a city, by name, damaged or not."""
    names = (path.name for path in city_folder(city).glob("*/"))
    return sorted(name for name in names if NAME.fullmatch(name))


def vintages(city: str) -> list[str]:
    """Return the city's finished vintages, oldest first; an interrupted build leaves none.

    The order is that of the builds as their numbers record it: a name comes from a clock, which can
    go wrong. Vintages without a number come first, by name.

    Left out are vintages of another FORMAT, built by another release, which the site cannot read,
    and those whose manifest is damaged (see `damages`).
    """
    found = {name: _look(city, name) for name in all_vintages(city)}
    names = [name for name in found if found[name].format == FORMAT]
    return sorted(names, key=lambda name: (found[name].number or 0, name))


def next_number(city: str) -> int:
    """Return the number of the city's next build: one more than the largest that can be read."""
    return 1 + max((_look(city, name).number or 0 for name in all_vintages(city)), default=0)


def before(city: str, vintage: str) -> list[str]:
    """Return the vintages that were built before one, oldest first; it may itself be damaged."""
    names = vintages(city)
    if vintage in names:
        return names[: names.index(vintage)]
    seal = read_seal(city_folder(city) / vintage)
    number = seal.number if isinstance(seal, Seal) else _look(city, vintage).number
    if number is None:  # nothing but the name is left of it
        return [name for name in names if name < vintage]
    return [name for name in names if (_look(city, name).number or 0, name) < (number, vintage)]


def current(city: str) -> str | None:
    """Return the published vintage's name, or None without a readable published vintage."""
    name = pointed(city)
    return name if name and _look(city, name).format == FORMAT else None


def pointed(city: str) -> str | None:
    """Return the name in the pointer of a city, whatever the vintage holds, or None."""
    pointer = city_folder(city) / "current"
    name = _name_in(pointer)
    if isinstance(name, Damage):
        note(pointer, name)
        return None
    note(pointer, None)
    return name


def lost(city: str) -> Damage | None:
    """Return the damage to the pointer or to the manifest of what is published, or None."""
    name = _name_in(city_folder(city) / "current")
    return _look(city, name).damage if isinstance(name, str) else name


def cities() -> list[str]:
    """Return the ids of all cities with a folder, in alphabetical order, published or not."""
    folders = (home() / "warehouse").glob("*/")
    return sorted(path.name for path in folders if not path.name.startswith("."))


def published_cities() -> list[str]:
    """Return the ids of all cities with a published vintage, in alphabetical order."""
    return [city for city in cities() if current(city)]


def damages(city: str) -> list[Damage]:
    """Return all that is damaged in a city's folder: the pointer, manifests, checks and tables."""
    pointer = pointer_damage(city)
    found = [damage for name in all_vintages(city) for damage in vintage_damages(city, name)]
    return found if pointer is None else [pointer, *found]


def pointer_damage(city: str) -> Damage | None:
    """Return the damage to the pointer of a city: it cannot be read, or leads nowhere."""
    pointer = city_folder(city) / "current"
    name = _name_in(pointer)
    if isinstance(name, str):
        return None if name in all_vintages(city) else Damage(pointer, f"{name} is gone")
    return name


def vintage_damages(city: str, vintage: str) -> list[Damage]:
    """Return what is damaged in a vintage; nothing is said of one of another release."""
    found = _look(city, vintage)
    if found.damage is not None:
        return [found.damage]
    if found.format != FORMAT:
        return []
    damage = lost_tables(city, vintage)
    seal = read_seal(city_folder(city) / vintage)
    if isinstance(seal, Damage):
        damage.append(seal)
    elif seal is None and manifest(city, vintage).is_sealed:
        damage.append(Damage(city_folder(city) / vintage / SEAL, "the file is gone"))
    try:
        checks(city, vintage)
    except Unreadable as error:
        damage.append(error.damage)
    return damage


def verify(city: str, vintage: str) -> list[Damage] | None:
    """Return all that is damaged in a vintage, each sum checked; None if it has no sums.

    Vintages of releases that wrote no sums have none.
    """
    seal = read_seal(city_folder(city) / vintage)
    found = vintage_damages(city, vintage)
    if isinstance(seal, Seal):
        found += broken(city_folder(city) / vintage, seal)
        found = list({damage.path: damage for damage in reversed(found)}.values())
    return found if found or seal is not None else None


def lost_tables(city: str, vintage: str) -> list[Damage]:
    """Return the tables of a vintage that are gone or cut; without them it cannot be served."""
    return tables.damages(city_folder(city) / vintage, manifest(city, vintage))


def manifest(city: str, vintage: str) -> Manifest:
    """Return a vintage's manifest: the city, sources, row accounting, spans and counts.

    Raises Unreadable if it is gone or damaged.
    """
    path = city_folder(city) / vintage / "manifest.json"
    try:
        return manifest_in(path)
    except FAULTS as error:
        raise Unreadable(city, Damage(path, why(error))) from error


def checks(city: str, vintage: str) -> list[dict[str, Any]]:
    """Return the results of a vintage's checks: name, severity, rule, rows, examples.

    Raises Unreadable if they are gone or damaged.
    """
    path = city_folder(city) / vintage / "checks.json"
    try:
        results = msgspec.json.decode(path.read_bytes(), type=list[CheckResult])
    except FAULTS as error:
        raise Unreadable(city, Damage(path, why(error))) from error
    return [dict(result) for result in results]


def open_vintage(city: str, vintage: str, *settings: str) -> Reader:
    """Return a reader with a view on every table of the vintage and no other access.

    Its connection is in memory, with `settings` made by statements of ours. Only the vintage's
    Parquet folder is allowed, and the configuration is locked, so that no later statement can reach
    another file, a host or a setting. That folder could be written too; the reader runs nothing
    that writes. Raises Unreadable if a table is damaged, and so does the reader when a question
    fails because of damage.
    """
    folder = city_folder(city) / vintage
    damage = next(iter(lost_tables(city, vintage)), None)
    note(folder, damage)
    if damage is not None:
        raise Unreadable(city, damage)
    con = duckdb.connect()
    con.execute("set parquet_metadata_cache = true")  # a vintage never changes
    for setting in settings:
        con.execute(setting)
    for path in sorted(folder.glob("*.parquet")):
        try:
            con.execute(f'create view "{path.stem}" as {tables.rows_of(con, path)}')
        except duckdb.Error as error:
            con.close()
            raise Unreadable(city, Damage(path, why(error))) from error
    lock(con, [folder])
    return Reader(con, partial(refuse_damaged, city, vintage))


def lock(con: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Let a connection read these folders and nothing else, and no statement change that."""
    listed = ", ".join(_quoted(str(folder)) for folder in folders)
    con.execute(f"set allowed_directories = [{listed}]")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


def refuse_damaged(city: str, vintage: str) -> None:
    """Raise Unreadable if any file of a vintage is not as it was built; reads all of them."""
    for damage in verify(city, vintage) or []:
        raise Unreadable(city, damage)


def identities(city: str, vintage: str) -> Hashable:
    """Return what changes when any file of a vintage is damaged or mended."""
    return tables.identities(city_folder(city) / vintage)


def _look(city: str, vintage: str) -> Found:
    return look(city_folder(city) / vintage / "manifest.json", FORMAT)


def _name_in(pointer: Path) -> str | Damage | None:
    """Return the name in a pointer, the damage to it, or None if there is no pointer."""
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except FAULTS as error:
        return Damage(pointer, why(error))
    # a pointer must lead to a vintage of its own city, never out of the folder
    return name if NAME.fullmatch(name) else Damage(pointer, "it names no vintage")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
