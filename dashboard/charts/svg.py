"""A chart as SVG for a page without a server: small, in the colours of the page.

What a chart shows on hover is the title of its mark. The drawing as a whole has an alternative
text where it is used, so its marks need none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

import vl_convert

from dashboard.charts import INK, MUTED
from dashboard.charts.areas import CHOSEN, marked
from dashboard.charts.smaller import LINK, relative, smaller

LINE = "var(--line)"
STYLE: dict[str, Any] = {
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": LINE,
        "tickColor": LINE,
        "domainColor": LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12},
    "view": {"stroke": None},
    "font": "sans-serif",
}
"""What a chart of a live page has from the theme."""

MOST_TITLES = 500
"""Marks of one drawing that have a title; more of them make a page too heavy for a phone."""


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG: its size in pixels, its content, and the outline of each area of a map."""

    width: float
    height: float
    content: str
    outlines: Mapping[str, str]

    @property
    def view_box(self) -> str:
        """The value of the attribute viewBox."""
        return f"0 0 {self.width:g} {self.height:g}"


def is_map(spec: Mapping[str, Any]) -> bool:
    """Return whether a Vega-Lite object is a map of areas, of which one can be chosen."""
    return any(parameter["name"] == CHOSEN for parameter in spec.get("params", []))


def areas_of(spec: Mapping[str, Any]) -> list[str]:
    """Return the area_id of each area of a map, in the order in which they are drawn."""
    data = spec["layer"][0]["data"]
    return [value["area_id"] for value in data.get("values") or spec["datasets"][data["name"]]]


def drawing(
    spec: dict[str, Any],
    width: int,
    links: Mapping[str, str] | None = None,
    *,
    has_titles: bool = True,
) -> Drawing:
    """Return the chart of a Vega-Lite object, `width` pixels wide.

    In a map an area of `links` (address by area_id) names its link, and none is chosen. No address
    is asked.
    """
    settings = {"width": width, "background": None, "padding": 0, "config": STYLE}
    if is_map(spec):
        spec = marked(spec, "")
    else:
        settings["autosize"] = {"type": "fit-x", "contains": "padding"}
    svg = vl_convert.vegalite_to_svg({**spec, **settings}, allowed_base_urls=[])
    root = Tree.fromstring(svg)  # noqa: S314 - our own, drawn a line before
    outlines = _linked(root, areas_of(spec), links or {}) if is_map(spec) else {}
    marks = sum(part.get("role") == "graphics-symbol" for part in root.iter())
    hover = _first_hover(spec) if has_titles and marks <= MOST_TITLES else None
    content = "".join(str(piece) for child in root for piece in smaller(child, hover))
    return Drawing(float(root.get("width", 0)), float(root.get("height", 0)), content, outlines)


def _linked(root: Tree.Element, areas: list[str], links: Mapping[str, str]) -> dict[str, str]:
    """Name the link of each area of a map, for a script; return the outline of each."""
    group = next(part for part in root.iter() if "mark-shape" in part.get("class", ""))
    outlines = {}
    for area, shape in zip(areas, group, strict=True):
        outlines[area] = relative(shape.get("d", ""))
        if area in links:  # as a list beside the map, which a keyboard and a reader's voice reach
            shape.set(LINK, links[area])
    return outlines


def _first_hover(spec: Mapping[str, Any]) -> str:
    """Return what a mark's text for a hover begins with; before it Vega names what is drawn."""
    tooltip = spec.get("encoding", {}).get("tooltip")
    if isinstance(tooltip, list) and tooltip:
        return f"{tooltip[0]['title']}: "
    hovers = (_first_hover(part) for part in spec.get("layer", []))
    return next((hover for hover in hovers if hover), "")
