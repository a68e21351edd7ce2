"""Publishing: a small file names the current vintage; it is replaced atomically."""

from contextlib import ExitStack
from typing import Any

import msgspec

from data.check import failures
from data.errors import BuildRefused
from data.seal import add
from data.versions import next_version
from queries.records import released, releases
from queries.stored.replaced import REPLACED, Replaced, read_replaced
from queries.stored.seals import Seal, read_seal
from queries.stored.versions import VERSION, Versioned, read_version
from queries.stored.written import write_whole
from queries.vintage.catalog import open_city
from queries.warehouse import (
    before,
    checks,
    city_folder,
    current,
    lost,
    manifest,
    pointed,
    vintage_damages,
    vintages,
)

COMPARED = {"months_not_lost"}
"""The checks that hold a vintage against the published one; a mistake put right breaks them."""

FIELDS_HELD = "coverage"
"""The table that says which fields a vintage holds; one without it tells nothing of people."""


def publish(
    city: str,
    vintage: str | None = None,
    *,
    replaces: str | None = None,
    is_unreviewed: bool = False,
) -> str:
    """Make a vintage (default: the one built last) the current one, and return its name.

    `replaces` is the reason why what is published now was wrong: it stands for all months that the
    vintage has fewer records in, and stays with the vintage. `is_unreviewed` allows a pack that
    nobody has reviewed. Raises BuildRefused if there is no such vintage, if one of its checks found
    an error, if its pack is a draft, or if numbers change their meaning and nothing says how to
    read across (data/versions.py).
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
    _refuse_unreviewed(city, selected, is_unreviewed)
    is_declared = replaces is not None or isinstance(
        read_replaced(city_folder(city) / selected), Replaced
    )
    _refuse_failed(city, selected, failures(checks(city, selected)), is_declared)
    version = _next_version(city, selected, is_declared=is_declared)
    if replaces is not None:
        _declare(city, selected, replaces)
    if version is not None:  # before the release, which tells vintages of earlier releases
        _add(city, selected, {VERSION: msgspec.json.encode(version) + b"\n"})
    _release(city, selected, is_declared=is_declared)
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
    is_unreviewed = now in vintages(city) and manifest(city, now).city.status == "drafted"
    return publish(city, earlier[-1], is_unreviewed=is_unreviewed)


def is_taken_back(city: str, vintage: str) -> bool:
    """Return whether a vintage was published, and another one was published in its place since.

    A publication that was stopped before its end does not count: its pointer is older.
    """
    version = read_version(city_folder(city) / vintage)
    if not isinstance(version, Versioned) or version.published_at is None:
        return False
    pointer = city_folder(city) / "current"
    changed_at = pointer.stat().st_mtime if pointer.is_file() else 0
    return current(city) != vintage and changed_at > version.published_at.timestamp()


def _refuse_unreviewed(city: str, vintage: str, is_unreviewed: bool) -> None:
    """Raise BuildRefused for a vintage of a drafted pack, unless that is accepted."""
    pack = manifest(city, vintage).city
    if pack.status != "drafted" or is_unreviewed:
        return
    raise BuildRefused(
        f"Vintage {vintage} of {city} is not published: nobody has reviewed its pack.\n"
        f"  found: a draft by `accord new-city`, in which {pack.guesses:,} guesses are open\n"
        "  what to do: look at each guess and delete its mark, write in city.toml\n"
        '    status = "reviewed"\n'
        '    reviewed = { by = "the role of who did it", on = 2026-01-31 }\n'
        f"    and build again; or `accord publish {city} --unreviewed`: every page then says so"
    )


def _refuse_failed(
    city: str, vintage: str, failed: list[dict[str, Any]], is_declared: bool
) -> None:
    """Raise BuildRefused for failed checks, but for those that a declared correction explains."""
    breaking = [check for check in failed if not (is_declared and check["name"] in COMPARED)]
    if not breaking:
        return
    rules = "\n".join(f"  - {check['rule']} ({check['rows']:,} rows)" for check in breaking)
    remedy = f"`accord check {city}` shows the rows; correct them and build again"
    if {check["name"] for check in breaking} <= COMPARED and _is_read_otherwise(city, vintage):
        remedy = (
            "the raw files are those of the published vintage, so nothing is lost: they are read "
            "otherwise. If what is published is wrong, say why: "
            f'`accord publish {city} --replaces "the reason"`'
        )
    raise BuildRefused(
        f"Vintage {vintage} of {city} is not published: its checks found errors.\n{rules}\n"
        f"  what to do: {remedy}"
    )


def _is_read_otherwise(city: str, vintage: str) -> bool:
    """Return whether a vintage has the raw files of the published one, read in another way."""
    published = current(city)
    if published is None:
        return False
    new, old = manifest(city, vintage), manifest(city, published)
    same_files = {file.sha256 for file in old.files} <= {file.sha256 for file in new.files}
    return same_files and new.read_as != old.read_as


def _declare(city: str, vintage: str, reason: str) -> None:
    """Write into a vintage which one it replaces, and why."""
    published = current(city)
    if not reason.strip() or published in (None, vintage):
        found = "no reason" if not reason.strip() else f"{published or 'nothing'} is published"
        raise BuildRefused(
            f"Vintage {vintage} of {city} cannot replace a mistake.\n"
            f"  found: {found}\n"
            "  expected: a reason, and another vintage that is published\n"
            f"  what to do: `accord status {city}` lists what is there"
        )
    records = {name: span.rows for name, span in manifest(city, published).datasets.items()}
    content = msgspec.json.encode(Replaced(published, reason.strip(), records))
    _add(city, vintage, {REPLACED: content + b"\n"})


def _release(city: str, vintage: str, *, is_declared: bool) -> None:
    """Keep in a vintage what it tells by race, sex and age after what was told before.

    A vintage that was published keeps its release. So does one that is older than what was
    published last and has none: it is shown as before there were releases. After a declared
    correction the tables start anew, because what was told before was wrong.
    """
    if _has_release(city, vintage):
        return
    if not _holds_fields(city, vintage):
        return
    last = None if is_declared else last_released(city)
    number = manifest(city, vintage).number
    if last is not None and (last == vintage or manifest(city, last).number > number):
        return
    with ExitStack() as stack:
        now, before = open_city(city, vintage), open_city(city, last) if last else None
        for opened in (now, before):
            if opened is not None:
                stack.callback(opened.reader.close)
        files = releases.files(now, before)
    if files:
        _add(city, vintage, files)


def _next_version(city: str, vintage: str, *, is_declared: bool) -> Versioned | None:
    """Return the version that a vintage gets now; None if it has one, or keeps that of 0.N.0.

    Vintages that were published by releases without versions keep theirs, which is 0.N.0.
    """
    was_published = vintage == current(city) or _has_release(city, vintage)
    if was_published or not _holds_fields(city, vintage):
        return None
    return next_version(city, vintage, is_correction=is_declared)


def _holds_fields(city: str, vintage: str) -> bool:
    return FIELDS_HELD in manifest(city, vintage).tables


def _add(city: str, vintage: str, files: dict[str, bytes]) -> None:
    add(city_folder(city) / vintage, files, manifest(city, vintage).number)


def last_released(city: str) -> str | None:
    """Return the newest vintage whose tables were published: by its release, or by the pointer."""
    whole = [name for name in vintages(city) if not vintage_damages(city, name)]
    kept = [name for name in whole if _has_release(city, name)]
    now = current(city)
    return kept[-1] if kept else now if now in whole else None


def _has_release(city: str, vintage: str) -> bool:
    seal = read_seal(city_folder(city) / vintage)
    return isinstance(seal, Seal) and f"{released.CELLS}.parquet" in seal.files


def _point(city: str, vintage: str) -> None:
    pointer = city_folder(city) / "current"
    try:
        write_whole(pointer, f"{vintage}\n".encode())
    except (IsADirectoryError, FileExistsError) as error:
        raise BuildRefused(
            f"The pointer {pointer} cannot be replaced: {error.strerror}.\n"
            "  what to do: move what lies there out of the way, then try again"
        ) from error
