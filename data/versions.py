"""The version that a vintage gets when it is published."""

import datetime as dt
from contextlib import ExitStack

from data.errors import BuildRefused
from data.mappings import mappings_file, read_mapping, template
from queries.change.vintages import Changes, changes
from queries.stored.versions import FIRST, Versioned, read_version
from queries.vintage.catalog import open_city
from queries.warehouse import city_folder, vintage_damages, vintages

MOST_NAMES = 12
"""Names of one kind that a refusal lists."""


def last_versioned(city: str) -> str | None:
    """Return the vintage with the highest version among those that are whole."""
    return next(
        (
            name
            for name in reversed(vintages(city))
            if _version(city, name) is not None and not vintage_damages(city, name)
        ),
        None,
    )


def next_version(city: str, vintage: str, *, is_correction: bool) -> Versioned | None:
    """Return the version of a vintage that is published for the first time, else None.

    None too for a vintage that is older than the last one with a version. A major change needs a
    mapping in the pack; a declared correction stands for one. Raises BuildRefused without.
    """
    if _version(city, vintage) is not None:
        return None
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    last = last_versioned(city)
    before = _version(city, last) if last else None
    if last is None or before is None:
        return Versioned(FIRST, published_at=now)
    names = vintages(city)
    if names.index(vintage) < names.index(last):
        return None
    with ExitStack() as stack:
        earlier, later = open_city(city, last), open_city(city, vintage)
        for opened in (earlier, later):
            stack.callback(opened.reader.close)
        found = changes(earlier, later)
    version = before.version.after(found.kind)
    mapping = read_mapping(city, version) if found.kind == "major" else None
    if found.kind == "major" and mapping is None and not is_correction:
        raise BuildRefused(
            f"Vintage {vintage} of {city} is not published: numbers of it can mean something else "
            f"than those of version {before.version}, so it would be {version}, and nothing says "
            "how to read across.\n"
            f"  compared with: vintage {last}\n"
            + "".join(f"  - {line}\n" for line in told(found))
            + f"  what to do: write into {mappings_file(city)} what was, what is now, and how to "
            "read over the change, in both languages; then publish again\n"
            + "".join(f"      {line}\n" for line in template(version).splitlines())
            + "  or, if what is published is wrong: "
            f'`accord publish {city} --replaces "the reason"`'
        )
    return Versioned(version, last, found.kind, now, mapping)


def told(found: Changes) -> list[str]:
    """Return what makes changes major, one line each, for the operator."""
    lists = {
        "the city counts in another unit": found.units_changed,
        "newly said to change what is recorded": found.recording_changed,
        "fields gone": found.fields.removed,
        "measures gone": found.measures.removed,
        "layers gone": found.layers.removed,
        "areas gone": found.areas.removed,
    }
    lines = [f"{what}: {_listed(names)}" for what, names in lists.items() if names]
    if found.is_read_otherwise:
        sums = found.months.select("added", "removed", "altered").sum().row(0, named=True)
        lines.append(
            "the rows are read by other rules, and settled months differ: "
            f"{sums['added']:,} records added, {sums['removed']:,} removed, "
            f"{sums['altered']:,} altered, in {len(found.months)} months of the datasets"
        )
    return lines


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _version(city: str, vintage: str) -> Versioned | None:
    kept_version = read_version(city_folder(city) / vintage)
    return kept_version if isinstance(kept_version, Versioned) else None
