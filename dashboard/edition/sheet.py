"""A sheet: what a page of the site shows, written as HTML instead of sent to a browser.

It answers the functions of Streamlit that the public pages use, by their names
(dashboard/surface.py). Widgets are links to other public pages, or nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import polars as pl

from dashboard.edition import markdown
from dashboard.edition.figures import Shared, chart, table_html
from dashboard.edition.links import Links
from dashboard.parts.state import Offer, selected
from queries.vintage.catalog import Vintage


class Stopped(Exception):
    """The page has ended early, as it does in a visit."""


class _Choices(dict[str, str]):
    """The choices of an address, as Streamlit has them."""

    def get_all(self, key: str) -> list[str]:
        return [self[key]] if key in self else []

    def to_dict(self) -> dict[str, str]:
        return dict(self)


@dataclass
class Part:
    """A part of a sheet: what is shown inside `with part:` is written into it."""

    sheet: "Sheet"
    begin: str
    end: str
    content: "list[str | Part]" = field(default_factory=list)
    open: bool = True
    is_column: bool = False

    def __enter__(self) -> "Part":
        """Write into this part from now on."""
        self.sheet.within.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Write into the part around it again."""
        self.sheet.within.pop()

    @property
    def html(self) -> str:
        """The part as HTML; nothing if it is empty."""
        inside = "".join(part if isinstance(part, str) else part.html for part in self.content)
        return f"{self.begin}{inside}{self.end}" if inside or not self.begin else ""


class Sheet:
    """What one public page shows."""

    def __init__(self, vintage: Vintage, links: Links, shared: Shared) -> None:
        """Begin an empty sheet about a vintage; `links` has its place and knows the others."""
        self.vintage, self.links, self.shared = vintage, links, shared
        self.query_params = _Choices({"city": vintage.city_id, **links.place.choices})
        self.session_state: dict[str, Any] = {}
        self.whole = Part(self, "", "")
        self.within = [self.whole]

    @property
    def written(self) -> str:
        """All that was shown, as HTML."""
        return self.whole.html

    def put(self, html: str) -> None:
        """Write HTML at the place where the page is."""
        self.within[-1].content.append(html)

    def _part(self, begin: str, end: str) -> Part:
        part = Part(self, begin, end)
        self.within[-1].content.append(part)
        return part

    # texts: their Markdown is escaped or ours (dashboard/parts/plain.py)

    def title(self, text: str) -> None:
        """Write the title of the page."""
        self.put(f"<h1>{markdown.line(text)}</h1>")

    def header(self, text: str, anchor: str | bool | None = None) -> None:
        """Write a heading; with an anchor it can be linked to."""
        name = f' id="{escape(anchor)}"' if isinstance(anchor, str) else ""
        self.put(f"<h2{name}>{markdown.line(text)}</h2>")

    def subheader(self, text: str, **_: object) -> None:
        """Write a heading under a heading."""
        self.put(f"<h3>{markdown.line(text)}</h3>")

    def markdown(self, text: str) -> None:
        """Write paragraphs and lists."""
        self.put(markdown.html(text))

    def caption(self, text: str) -> None:
        """Write a note in small type."""
        if text:
            self.put(f'<div class="accord-say">{markdown.html(text)}</div>')

    def info(self, text: str, **_: object) -> None:
        """Write a note in a box."""
        self.put(f'<div class="accord-box accord-told">{markdown.html(text)}</div>')

    def warning(self, text: str, **_: object) -> None:
        """Write a warning in a box."""
        self.put(f'<div class="accord-box accord-warned">{markdown.html(text)}</div>')

    def html(self, content: str) -> None:
        """Write HTML of our own templates."""
        self.put(content)

    # parts

    def container(self, *, border: bool = False, key: str = "", **_: object) -> Part:
        """Begin a part, with a frame or without."""
        names = " ".join([*(["accord-framed"] if border else []), *([f"key-{key}"] if key else [])])
        return self._part(f'<div class="{escape(names)}">' if names else "<div>", "</div>")

    def columns(self, shares: int | Sequence[float], **_: object) -> list[Part]:
        """Begin parts side by side, which a phone has below each other."""
        widths = [1] * shares if isinstance(shares, int) else list(shares)
        style = " ".join(f"minmax(0,{width:g}fr)" for width in widths)
        row = self._part(f'<div class="accord-columns" style="--columns:{style}">', "</div>")
        parts = [Part(self, "<div>", "</div>", is_column=len(widths) > 1) for _ in widths]
        row.content.extend(parts)
        return parts

    def expander(self, label: str, *, expanded: bool = False, key: str = "", **_: object) -> Part:
        """Begin a part that opens on a click; all of it is on the page."""
        name = f' class="key-{escape(key)}"' if key else ""
        opened = " open" if expanded else ""
        summary = f"<summary>{markdown.line(label)}</summary>"
        return self._part(f"<details{name}{opened}>{summary}", "</details>")

    def stop(self) -> None:
        """End the page."""
        raise Stopped

    # figures

    def vega_lite_chart(self, spec: dict[str, Any], *, alt: str, **_: object) -> None:
        """Write a chart as SVG."""
        is_narrow = any(part.is_column for part in self.within)
        self.put(chart(spec, alt, self.links, self.shared, is_narrow=is_narrow))

    def dataframe(self, table: pl.DataFrame, *, alt: str, **_: object) -> None:
        """Write a table."""
        self.put(table_html(table, alt))

    def table_of_areas(self, table: pl.DataFrame, ids: Sequence[str | None], alt: str) -> None:
        """Write a table of which each row with an id is about an area, and can be linked to."""
        self.put(table_html(table, alt, ids))

    # ways

    def page_link(
        self, page: str, *, label: str, query_params: Mapping[str, str], **_: Any
    ) -> None:
        """Write a link to a page with its choices, or nothing if it leads nowhere."""
        address = self.links.to(page, query_params)
        if address:
            self.put(
                f'<p class="accord-way"><a href="{escape(address)}">{markdown.line(label)}</a></p>'
            )

    def choices(self, offers: Sequence[Offer]) -> None:
        """Write what can be chosen on the page: each list as a menu of links."""
        menus = [self._menu(offer) for offer in offers]
        if any(menus):
            self.put(f'<nav class="accord-choices">{"".join(menus)}</nav>')

    def _menu(self, offer: Offer) -> str:
        ways = {
            name: address
            for option, name in offer.names.items()
            if option and (address := self.links.with_choice(offer.key, option))
        }
        return menu(offer.label, offer.names[selected(offer)], ways) if len(ways) > 1 else ""

    def find(self, label: str, names: Mapping[str, str]) -> None:
        """Write a list of areas (names by id), each a link to what is said of it."""
        ways = {name: self.links.to_area(area) for area, name in names.items()}
        self.put(f'<div class="accord-choices">{menu("", label, ways)}</div>')

    def download_button(
        self, label: str, data: Callable[[], str], *, file_name: str, **_: object
    ) -> None:
        """Write a file of text beside the page, and a link that takes it."""
        name, ending = file_name.rsplit(".", 1)
        path = self.shared.add(name, ending, data().encode())
        self.put(
            f'<p class="accord-way"><a href="{escape(self.links.top + path)}" '
            f'download="{escape(file_name)}">{markdown.line(label)}</a></p>'
        )

    # what only a server can answer

    def segmented_control(self, _label: str, options: Sequence[str], **settings: Any) -> str:
        """Return what a few options begin with."""
        return str(settings.get("default") or options[0])


def menu(label: str, current: str, ways: Mapping[str, str]) -> str:
    """Return a list that opens on a click, as HTML that needs no script."""
    items = "".join(
        f'<li><a href="{escape(address)}"{_current(name == current)}>{escape(name)}</a></li>'
        for name, address in ways.items()
    )
    named = f"<span>{escape(label)}</span> " if label else ""
    return f"<details><summary>{named}<b>{escape(current)}</b></summary><ul>{items}</ul></details>"


def _current(is_current: bool) -> str:
    return ' aria-current="page"' if is_current else ""
