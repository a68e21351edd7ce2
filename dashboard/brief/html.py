"""A sheet as one page of HTML that needs nothing else: to read on a screen, and to print."""

import base64

from dashboard.brief.sheet import Picture, Sheet
from dashboard.parts.templates import rendered
from dashboard.tokens import LIGHT


def html(sheet: Sheet) -> bytes:
    """Return a sheet as HTML; every text in it is text, never markup."""
    return rendered(
        "brief", sheet=sheet, colours=LIGHT, address=_address, is_picture=_is_picture
    ).encode()


def _address(picture: Picture) -> str:
    """Return a drawing as an address that asks no server."""
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.svg.encode()).decode()}"


def _is_picture(cell: str | Picture) -> bool:
    return isinstance(cell, Picture)
