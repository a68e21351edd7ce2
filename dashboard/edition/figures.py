"""Charts and tables of public pages as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import polars as pl

from dashboard.charts.svg import Drawing, areas_of, drawing, is_map
from dashboard.edition.addresses import anchor
from dashboard.edition.links import Links
from dashboard.sums import digest
from dashboard.tokens import variables

WIDE, COLUMN, PHONE, MAP = 1180, 640, 340, 480
"""Widths in pixels of a chart on a desk, in a column, on a phone; and of a map."""

FOLDER = "shared"

SUM_DIGITS = 12
"""Digits of the sum of its content in the name of a shared file."""


@dataclass
class Shared:
    """The files that several pages use, by their name, which has a sum of their content."""

    files: dict[str, bytes] = field(default_factory=dict)
    maps: dict[int, tuple[Any, Drawing, str]] = field(default_factory=dict)

    def add(self, name: str, ending: str, content: bytes) -> str:
        """Keep a file and return its path from the edition's folder."""
        path = f"{FOLDER}/{name}.{digest(content)[:SUM_DIGITS]}.{ending}"
        self.files[path] = content
        return path


def chart(spec: dict[str, Any], alt: str, links: Links, shared: Shared, *, is_narrow: bool) -> str:
    """Return a chart as HTML: a map once, another chart for a wide and for a narrow screen."""
    if is_map(spec):
        return _map(spec, alt, links, shared)
    wide = drawing(spec, COLUMN if is_narrow else WIDE)
    narrow = drawing(spec, PHONE, has_titles=False)
    return _svg(wide, alt, "accord-desk") + _svg(narrow, alt, "accord-phone")


def _map(spec: dict[str, Any], alt: str, links: Links, shared: Shared) -> str:
    if links.place.page == "your_neighborhood":
        return _shared_map(spec, alt, links, shared)
    ways = {area: links.to_area(area) for area in areas_of(spec)}
    return _svg(drawing(spec, MAP, ways), alt, "accord-map")


def _shared_map(spec: dict[str, Any], alt: str, links: Links, shared: Shared) -> str:
    """Return a map as a picture that the pages of all areas share, and the outline of one."""
    key = id(spec["layer"])
    if key not in shared.maps:
        drawn = drawing(spec, MAP)
        size = f'width="{drawn.width:g}" height="{drawn.height:g}" viewBox="{drawn.view_box}"'
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">'
            f"<style>{variables()}</style>{drawn.content}</svg>"
        )
        # the object is kept with its drawing, so that no other one gets its id
        shared.maps[key] = spec["layer"], drawn, shared.add("map", "svg", svg.encode())
    _, drawn, path = shared.maps[key]
    outline = drawn.outlines.get(links.place.area, "")
    mark = (
        f'<svg viewBox="{drawn.view_box}" aria-hidden="true"><path d="{outline}" fill="none" '
        'stroke="var(--ink)" stroke-width="3"/></svg>'
        if outline
        else ""
    )
    return (
        f'<div class="accord-chart accord-map"><img src="{links.top}{path}" alt="{escape(alt)}" '
        f'width="{drawn.width:g}" height="{drawn.height:g}">{mark}</div>'
    )


def _svg(drawn: Drawing, alt: str, name: str) -> str:
    role = f'role="img" aria-label="{escape(alt)}"'
    return (
        f'<svg class="accord-chart {name}" viewBox="{drawn.view_box}" width="{drawn.width:g}" '
        f"{role}>{drawn.content}</svg>"
    )


def table_html(table: pl.DataFrame, alt: str, ids: Sequence[str | None] = ()) -> str:
    """Return a table as HTML; a row with an id has that of its area's anchor.

    The ends of cells and rows are left out, as HTML allows: a table of months is half as heavy.
    """
    heads = "".join(f'<th scope="col">{escape(name)}' for name in table.columns)
    rows = []
    for at, row in enumerate(table.iter_rows()):
        first, *others = map(_cell, row)
        area = ids[at] if ids else None
        name = f' id="{anchor(area)}"' if area else ""
        rows.append(
            f'<tr{name}><th scope="row">{first}' + "".join(f"<td>{text}" for text in others)
        )
    return (
        f'<div class="accord-table accord-figures" tabindex="0" role="group" '
        f'aria-label="{escape(alt)}"><table data-numbers="{_first_number(table)}">'
        f"<caption>{escape(alt)}</caption><thead><tr>{heads}</thead><tbody>{''.join(rows)}</tbody>"
        "</table></div>"
    )


def _first_number(table: pl.DataFrame) -> int:
    """Return the place of the first column of numbers, from which on the style sheet aligns."""
    places = (at for at, kind in enumerate(table.dtypes, start=1) if kind.is_numeric())
    return next(places, 0)


def _cell(value: Any) -> str:
    """Return a value as the files of the site have it; nothing for none."""
    return "" if value is None else escape(str(value))
