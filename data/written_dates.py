"""How dates are written: what a build sets so that staging queries can read them.

An entry of `date_formats` is a pattern of strptime, or one of NUMBERS for a count since a fixed
day. A pattern with %z reads the offset from UTC and gives the time in the city's time zone; the
same text with a literal `+00` or `Z` in its place is read as the clock shows it.
"""

from collections.abc import Sequence

import duckdb

OFFSET = "%z"
NUMBERS = {
    "milliseconds": "milliseconds since 1970, UTC",
    "seconds": "seconds since 1970, UTC",
    "local_milliseconds": "milliseconds since 1970, local time",
    "local_seconds": "seconds since 1970, local time",
    "spreadsheet_days": "a spreadsheet's day numbers",
}
"""The counts that may stand in date_formats, and what each counts."""

_NEVER = "no date is written like this"


def set_date_formats(
    con: duckdb.DuckDBPyConnection, date_formats: Sequence[str], time_zone: str
) -> None:
    """Set the variables by which the macro parse_time (sql/macros.sql) reads dates."""
    plain = [form for form in date_formats if OFFSET not in form and form not in NUMBERS]
    with_offset = [form for form in date_formats if OFFSET in form]
    numbers = [form for form in date_formats if form in NUMBERS]
    # strptime refuses an empty list
    con.execute("set variable date_formats = $formats", {"formats": plain or [_NEVER]})
    con.execute("set variable offset_formats = $formats", {"formats": with_offset or [_NEVER]})
    con.execute("set variable number_formats = $formats", {"formats": numbers or [_NEVER]})
    con.execute("set variable time_zone = $zone", {"zone": time_zone})
