"""Date arithmetic for months and quarters."""

import datetime as dt

DateRange = tuple[dt.date, dt.date]
"""A first and a last day, both inclusive unless a function says otherwise."""

QUARTER = 3
"""Months in a quarter."""


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
