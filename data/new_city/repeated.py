"""Finds columns that repeat one thing and make one list, such as force_used_1 to force_used_8."""

import re
from collections.abc import Iterable

from data.formats import named, quoted
from data.new_city.profile import Column, Table
from data.new_city.words import folded

_NUMBERED = re.compile(r"^(.*?)[\s_.#-]*\(?(\d{1,2})\)?$")

ALIKE = 0.3
"""Least share of the values of a further column that the first has as well."""

ALONE = 0.9
"""Least share of the parts of lists that stand alone in other cells."""

MANY = 0.2
"""Least share of cells with a delimiter that is worth a question."""


def repeated(table: Table, column: Column) -> tuple[Column, ...]:
    """Return the columns that repeat one, itself among them, in order of their numbers.

    A further column may hold few values; those must be values of the others. Alone: ().
    """
    stem, _ = _stem(column.name)
    family = sorted(
        (number, other.name, other)
        for other in table.columns
        for other_stem, number in [_stem(other.name)]
        if other_stem == stem and other.files & column.files
    )
    columns = tuple(other for _, _, other in family if other.filled)
    return columns if len(columns) > 1 and _are_alike(columns) else ()


def _stem(name: str) -> tuple[str, int]:
    """Return a name without its number, and the number: the first may have none."""
    match = _NUMBERED.match(name.strip())
    return (folded(match[1]), int(match[2])) if match else (folded(name), 0)


def _are_alike(columns: Iterable[Column]) -> bool:
    most = max(columns, key=lambda column: column.filled)
    words = {folded(value) for value, _ in most.values}
    return all(
        sum(n for value, n in column.values if folded(value) in words)
        >= ALIKE * sum(n for _, n in column.values)
        for column in columns
    )


def parted_by(column: Column) -> str | None:
    """Return the delimiter of a column whose cells list several things, else None.

    The parts must stand alone in other cells: `Joint Locks, Takedown` is one thing if neither does.
    """
    whole = {folded(value) for value, _ in column.values}
    for delimiter in ("|", ";", "\n", ","):
        lists = [(value.split(delimiter), n) for value, n in column.values if delimiter in value]
        parts = [(folded(part), n) for value, n in lists for part in value if part.strip()]
        if parts and sum(n for part, n in parts if part in whole) >= ALONE * sum(
            n for _, n in parts
        ):
            return delimiter
    return None


def unclear_lists(column: Column) -> str | None:
    """Return a question if many cells may list several things, and none of them stands alone."""
    for delimiter in ("|", ";", "\n", ","):
        rows = sum(n for value, n in column.values if delimiter in value)
        if rows >= MANY * column.filled and parted_by(column) is None:
            example = next(value for value, _ in column.values if delimiter in value)
            return (
                f"are these several kinds of force in one cell? {rows:,} of {column.filled:,} "
                f"values of {column.name!r} hold {delimiter!r}, such as {example!r}. If so, write "
                f"unnest(several(string_split(raw.{named(column.name)}, {quoted(delimiter)}))) "
                "as force_type below; if it is one kind, delete this question"
            )
    return None
