"""Residents' priorities of a pack: concerns that a survey or a meeting named."""

import datetime as dt
import difflib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from data.config import need_texts
from queries.declared.letters import is_web
from queries.declared.measures import measures
from queries.declared.reading import need, need_keys, need_tables, read_toml
from queries.manifest import Priority

FILE = "priorities.toml"

NEEDED = [item.name for item in fields(Priority) if item.default is MISSING]
KNOWN = [item.name for item in fields(Priority)]

Entry = dict[str, Any]


def read_priorities(pack: Path) -> list[Entry]:
    """Return a pack's priorities (none without the file), in the form of Priority.

    Raises BadInput for the first entry that cannot be used.
    """
    path = pack / FILE
    if not path.is_file():
        return []
    content = read_toml(path)
    need_keys(path, "The file", content, ["priorities"], [])
    entries = need_tables(path, "priorities", content["priorities"])
    for place, entry in enumerate(entries):
        _check(path, f"priorities[{place}]", entry)
    _check_ranks(path, entries)
    return entries


def check_areas(pack: Path, areas: Mapping[str, Collection[str]]) -> None:
    """Raise BadInput for a priority of an area that is not on the maps; `areas` is ids by layer."""
    path = pack / FILE
    for place, entry in enumerate(read_priorities(pack)):
        if "layer" in entry:
            key, layer, area = f"priorities[{place}]", entry["layer"], entry["area"]
            need(layer in areas, path, f"{key}, layer", "there is none", layer, sorted(areas))
            known = areas[layer]
            expected = f"the id of an area of {layer!r}, such as {min(known, default='none')!r}"
            need(area in known, path, f"{key}, area", "it is not on the map", area, expected)


def _check(path: Path, key: str, entry: Entry) -> None:
    need_keys(path, key, entry, NEEDED, KNOWN)
    need_texts(path, key, {name: entry.get(name) for name in ("concern", "no_record")})
    on = entry["on"]
    need(type(on) is dt.date, path, f"{key}, on", "it is no day", on, "2023-11-30")
    for name in ("source", "layer", "area", "measure"):
        line = entry.get(name, "-")
        is_line = isinstance(line, str) and bool(line.strip())
        need(is_line, path, f"{key}, {name}", "it is no text", line, "a text in quotes")
    is_whole = ("layer" in entry) == ("area" in entry)
    found = f"layer {entry.get('layer')}, area {entry.get('area')}"
    need(is_whole, path, key, "the area is not clear", found, "layer and area, or neither")
    _check_numbers(path, key, entry)
    link = entry.get("link", "https://example.org")
    need(
        is_web(link, ("https",)),
        path,
        f"{key}, link",
        "it is no address of the web",
        link,
        "https://…",
    )
    is_one = ("measure" in entry) != ("no_record" in entry)
    expected = "a measure that answers it, or else no_record, which says why none can"
    need(is_one, path, key, "what answers it is not clear", ", ".join(entry), expected)
    measure = entry.get("measure")
    if measure is not None:
        near = difflib.get_close_matches(measure, measures(), n=1) or sorted(measures())
        is_known = measure in measures()
        need(is_known, path, f"{key}, measure", "it is unknown", measure, " | ".join(near))


def _check_numbers(path: Path, key: str, entry: Entry) -> None:
    """Check the rank, the share and the number of people asked, each of which may be missing."""
    for name in ("rank", "n"):
        count = entry.get(name, 1)
        is_count = type(count) is int and count >= 1
        need(is_count, path, f"{key}, {name}", "it is no count", count, "a whole number from 1")
    share = entry.get("share", 1.0)
    is_share = type(share) in (int, float) and 0 < share <= 1
    expected = "more than 0 and at most 1: 0.41 for 41 %"
    need(is_share, path, f"{key}, share", "it is no share", share, expected)
    is_of_n = "n" not in entry or "share" in entry
    need(is_of_n, path, f"{key}, n", "nothing is a share of it", entry.get("n"), "share beside n")


def _check_ranks(path: Path, entries: list[Entry]) -> None:
    """Check that no two concerns of a source, day and area have the same place."""
    places: dict[tuple[object, ...], int] = {}
    for place, entry in enumerate(entries):
        if "rank" in entry:
            names = ("source", "on", "layer", "area", "rank")
            same = places.setdefault(tuple(entry.get(name) for name in names), place)
            found = f"{entry['rank']}, as of priorities[{same}]"
            key = f"priorities[{place}], rank"
            need(same == place, path, key, "it stands twice", found, "each rank once")
