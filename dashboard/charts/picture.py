"""A chart as a picture, PNG or SVG, with its title, its text and its source."""

import json
import re
import textwrap
from typing import Any

import vl_convert

from dashboard.tokens import LIGHT

WIDTH = 720
SCALE = 2
"""Pixels of the picture per pixel of the chart: sharp on paper and on dense screens."""

TITLE_LETTERS = 80
LINE_LETTERS = 110
"""Letters that fit WIDTH in the fonts of title and lines."""


def png(spec: dict[str, Any], title: str, text: str, source: str) -> bytes:
    """Return the chart of a Vega-Lite object as PNG; see `_picture`."""
    picture = _picture(spec, title, text, source)
    content: bytes = vl_convert.vegalite_to_png(picture, scale=SCALE, allowed_base_urls=[])
    return content


def svg(spec: dict[str, Any], title: str, text: str, source: str) -> bytes:
    """Return the chart of a Vega-Lite object as SVG; see `_picture`."""
    picture = _picture(spec, title, text, source)
    content: str = vl_convert.vegalite_to_svg(picture, allowed_base_urls=[])
    return content.encode()


def _picture(spec: dict[str, Any], title: str, text: str, source: str) -> dict[str, Any]:
    """Return a chart with its words, on white, WIDTH wide.

    `title` is above the chart; under the title are `text` (the chart in words) and `source` (the
    address of the page). The object has all data: no address is asked.
    """
    return {
        **_on_paper(spec),
        "width": WIDTH,
        "background": "white",
        "autosize": "pad",
        "padding": 16,
        "description": text,
        "title": {
            "text": textwrap.wrap(title, TITLE_LETTERS),
            "subtitle": [*textwrap.wrap(text, LINE_LETTERS), *textwrap.wrap(source, LINE_LETTERS)],
            "anchor": "start",
            "frame": "group",
            "fontSize": 16,
            "subtitlePadding": 6,
            "offset": 16,
        },
    }


def _on_paper(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with the light theme's colours for those it takes from the style sheet."""
    text = re.sub(r"var\(--([a-z-]+)\)", lambda name: LIGHT[name[1]], json.dumps(spec))
    coloured: dict[str, Any] = json.loads(text)
    return coloured
