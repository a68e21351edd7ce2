"""What a city's pack says of a major version: what changed its meaning, and how to read across."""

from pathlib import Path

import msgspec

from data.config import pack_folder
from queries.declared.reading import need, need_keys, need_texts, read_toml
from queries.stored.versions import Mapping, Version

MAPPINGS = "mappings.toml"
KEYS = ("was", "now", "across")


def mappings_file(city: str) -> Path:
    """Return the file of a city's pack that holds its mappings; it need not be there."""
    return pack_folder(city) / MAPPINGS


def read_mapping(city: str, version: Version) -> Mapping | None:
    """Return what the pack says of a version, or None if it says nothing of it.

    Raises BadInput for a mapping that lacks a key or a language.
    """
    path = mappings_file(city)
    if not path.is_file():
        return None
    name = str(version)
    entry = read_toml(path).get(name)
    if entry is None:
        return None
    need(isinstance(entry, dict), path, name, "the mapping is no table", entry, ", ".join(KEYS))
    need_keys(path, name, entry, KEYS, ())
    for key in KEYS:
        need_texts(path, f"{name}.{key}", entry[key])
    return msgspec.convert(entry, Mapping)


def template(version: Version) -> str:
    """Return the lines of a mapping that is to be written."""
    lines = "\n".join(f'{key} = {{ en = "…", es = "…" }}' for key in KEYS)
    return f'["{version}"]\n{lines}'
