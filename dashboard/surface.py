"""What a page is shown on: Streamlit, in a visit, or a sheet of the public edition.

The parts and views of the site say `st` and are written once. A sheet answers the few functions of
Streamlit that the public pages use (dashboard/edition/sheet.py); what it leaves out is what only a
server can answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import streamlit

if TYPE_CHECKING:
    import streamlit as st

__all__ = ["sheet", "shown_on", "st"]

_sheet: ContextVar[Any] = ContextVar("sheet", default=None)


class _Surface:
    def __getattr__(self, name: str) -> Any:
        return getattr(_sheet.get() or streamlit, name)


if not TYPE_CHECKING:
    st = _Surface()


def sheet() -> Any:
    """Return the sheet being written (dashboard.edition.sheet.Sheet), or None in a visit."""
    return _sheet.get()


@contextmanager
def shown_on(surface: Any) -> Iterator[None]:
    """Let all that is shown until the block ends be written on a sheet."""
    token = _sheet.set(surface)
    try:
        yield
    finally:
        _sheet.reset(token)
