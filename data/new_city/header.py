"""Finds the header of a table: the titles above it, and a row that names groups of columns."""

from collections import Counter

from data.new_city.words import listed, tokens

HEADER_SHARE = 0.7
"""Least share of columns that a header fills; a title above it fills one or two."""

LONGEST_GROUP = 40
"""Longest name of a group of columns."""


def title_rows(rows: list[list[str]]) -> int:
    """Return the number of rows above the header, the first row that is nearly full."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    return next(
        (
            position
            for position, n in enumerate(filled)
            if n >= max(min(width, 2), HEADER_SHARE * width)
        ),
        0,
    )


def group_row(rows: list[list[str]], above: int) -> bool:
    """Return whether the row over the header names groups, as `Officer | | Subject |` does.

    A group spans several columns and is named by a word such as officer or subject; a title is not.
    """
    if above == 0:
        return False
    cells = [cell.strip() for cell in rows[above - 1]]
    texts = [cell for cell in cells if cell]
    words = set(listed()["groups"]["words"])
    return (
        1 < len(texts) < len(rows[above])
        and all(len(text) <= LONGEST_GROUP for text in texts)
        and any(words & set(tokens(text)) for text in texts)
    )
