"""The areas in force on a day; a layer with redrawn boundaries has several maps."""

import datetime as dt

import polars as pl

_BEGINS = pl.col("valid_from")
_ENDS = pl.col("valid_until")  # the first day of the next map


def in_force(first: dt.date, last: dt.date) -> pl.Expr:
    """Return the condition that an area was in force on any day of a period."""
    return (_BEGINS.is_null() | (last >= _BEGINS)) & (_ENDS.is_null() | (first < _ENDS))


def is_latest() -> pl.Expr:
    """Return the condition that an area is on the latest map."""
    return _ENDS.is_null()


def redrawn_inside(first: dt.date, last: dt.date) -> pl.Expr:
    """Return the condition that an area began or ended with a new map inside a period."""
    starts_late = (first < _BEGINS).fill_null(value=False)
    ends_early = (last >= _ENDS).fill_null(value=False)
    return starts_late | ends_early
