"""Days as they are written, and date arithmetic for months and quarters."""

import datetime as dt
import re

DateRange = tuple[dt.date, dt.date]
"""A first and a last day, both inclusive unless a function says otherwise."""

QUARTER = 3
"""Months in a quarter."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> dt.date:
    """Return the day that is written as 2018-12-31; raise ValueError for all other texts.

    ISO 8601 has more forms, as 20181231 and 2018-W53-1, which nobody should have to guess.
    """
    if DAY.fullmatch(text) is None:
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later; if that day does not exist, the first of the next month.

    The period from 29 February to the day before the result is then exactly `months` long. Beyond
    the calendar (years 1 to 9999) the result is its first or last day.
    """
    index = day.year * 12 + day.month - 1 + months
    if index < 12 * dt.MINYEAR:
        return dt.date.min
    if index + 1 >= 12 * (dt.MAXYEAR + 1):
        return dt.date.max
    first = dt.date(index // 12, index % 12 + 1, 1)
    following = dt.date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following)
