"""Whether values are flags, counts or ages, however they are written."""

import re

from data.new_city.words import folded, listed

MOST_COUNTED = 50
"""The highest number that a column of counts holds; above, it is a code or an amount."""

AGE = r"(?i)^\d{1,3}(\.\d+)?( *(y|yo|y/o|yrs?|years?)[ .]*(old)?)?$"
AGE_RANGE = r"(?i)^\d{1,3} *(-|–|to) *\d{1,3}( *(yrs?|years?))?$"


def is_blank(value: str) -> bool:
    """Return whether a value only says that there is none."""
    return folded(value) in listed()["blank"]["words"]


def is_count(values: list[tuple[str, int]]) -> bool:
    """Return whether a column counts (0, 1, 2, …) where a flag would say yes or no."""
    numbers = [float(value) for value, _ in values if re.fullmatch(r"\d+(\.0+)?", value.strip())]
    return 0.0 in numbers and 1 < max(numbers) <= MOST_COUNTED


def reads_flag(values: list[tuple[str, int]]) -> int:
    """Return the rows whose value says yes, no, or how many."""
    words = listed()["flags"]
    counting = is_count(values)
    return sum(
        n
        for value, n in values
        if folded(value) in words["yes"] + words["no"]
        or (counting and re.fullmatch(r"\d+(\.0+)?", value.strip()))
    )


def reads_age(values: list[tuple[str, int]]) -> int:
    """Return the rows whose value is an age or a range of ages."""
    return sum(
        n
        for value, n in values
        if re.match(AGE, value.strip()) or re.match(AGE_RANGE, value.strip())
    )
