"""What a page is shown on: Streamlit, in a visit; a sheet of the public edition; or a reading.

The parts and views of the site say `st` and are written once. A sheet answers the few functions of
Streamlit that the public pages use (dashboard/edition/sheet.py); what it leaves out is what only a
server can answer. A reading takes the figures of a page, for a program (dashboard/reading/).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import streamlit

if TYPE_CHECKING:
    import streamlit as st

__all__ = ["read_by", "reading", "sheet", "shown_on", "st"]

_sheet: ContextVar[Any] = ContextVar("sheet", default=None)
_reading: ContextVar[Any] = ContextVar("reading", default=None)


class _Surface:
    def __getattr__(self, name: str) -> Any:
        return getattr(_sheet.get() or _reading.get() or streamlit, name)


if not TYPE_CHECKING:
    st = _Surface()


def sheet() -> Any:
    """Return the sheet being written (dashboard.edition.sheet.Sheet), or None in a visit."""
    return _sheet.get()


def reading() -> Any:
    """Return the reading of the page (dashboard.reading.surface.Reading), or None in a visit."""
    return _reading.get()


@contextmanager
def shown_on(surface: Any) -> Iterator[None]:
    """Let all that is shown until the block ends be written on a sheet."""
    token = _sheet.set(surface)
    try:
        yield
    finally:
        _sheet.reset(token)


@contextmanager
def read_by(surface: Any) -> Iterator[None]:
    """Let all that is shown until the block ends be taken by a reading."""
    token = _reading.set(surface)
    try:
        yield
    finally:
        _reading.reset(token)
