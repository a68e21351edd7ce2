"""A public page as its readers have it: text, tables, links."""

import re
from html import unescape
from html.parser import HTMLParser


def text_of(html: str) -> str:
    """Return what HTML says, without its elements, in single spaces."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Reading(HTMLParser):
    """The addresses that a page names, its ids, and the rows of its tables as texts of cells."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.rows: list[list[str]] = []
        self._is_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element names, and begin a row or a cell."""
        values = dict(attrs)
        self.addresses += [text for key in ("href", "src") if (text := values.get(key))]
        self.ids |= {text for text in [values.get("id")] if text}
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self._is_cell = tag in ("td", "th")

    def handle_endtag(self, _tag: str) -> None:
        """End a cell."""
        self._is_cell = False

    def handle_data(self, data: str) -> None:
        """Keep the text of a cell."""
        if self._is_cell:
            self.rows[-1][-1] += data
