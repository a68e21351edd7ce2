"""Finds a column that says only whether a person is Hispanic, beside the column of races."""

from data.new_city.profile import Column, Table
from data.new_city.words import folded, meaning, tokens

MOSTLY = 0.9
"""Least share of an ethnicity's values that say Hispanic, not Hispanic, or unknown."""


def latino_values(column: Column) -> tuple[str, ...]:
    """Return the values by which a column says that a person is Hispanic, and nothing of race.

    They are () for a column of races or of anything else.
    """
    words: dict[str, int] = dict.fromkeys(("latino", "not", "unknown", "other"), 0)
    values = []
    for value, n in column.values:
        plain = folded(value)
        race = meaning("race", value)
        if plain.startswith(("non", "not ")) and any(sign in plain for sign in ("hisp", "lat")):
            words["not"] += n
        elif race == "latino" or plain in ("hisp", "hispanic or latin", "y", "yes"):
            words["latino"] += n
            values.append(value)
        elif race == "unknown" or plain in ("n", "no", "not applicable"):
            words["unknown"] += n
        else:
            words["other"] += n
    total = sum(words.values())
    is_told = words["latino"] and words["not"] + words["unknown"]
    return tuple(values) if is_told and words["other"] <= (1 - MOSTLY) * total else ()


def ethnicity_beside(table: Table, race: Column, used: frozenset[str]) -> Column | None:
    """Return the column of ethnicity that belongs to a column of races, if there is one."""
    person = set(tokens(race.name)) - {"race"}
    return next(
        (
            column
            for column in table.columns
            if column.name not in used
            and column.files >= race.files
            and set(tokens(column.name)) & {"race", "hispanic", "latino"}
            and set(tokens(column.name)) - {"race", "hispanic", "latino"} <= person
            and latino_values(column)
        ),
        None,
    )
