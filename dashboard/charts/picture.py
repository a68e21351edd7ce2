"""A chart as a picture that can stand alone: its takeaway, what it shows, and where it is from."""

import textwrap
from typing import Any

import vl_convert

WIDTH = 720
SCALE = 2
"""Pixels of the picture for one of the chart: sharp on paper and on dense screens."""

TITLE_LETTERS = 80
LINE_LETTERS = 110
"""Letters that fit WIDTH in the fonts of title and lines."""


def png(spec: dict[str, Any], title: str, says: str, source: str) -> bytes:
    """Return the chart of a Vega-Lite object as PNG, on white, WIDTH wide.

    `title` stands over it, and under the title `says` (what the chart shows) and `source` (the
    address that shows the same). No address is asked for data: they lie in the object.
    """
    drawn = {
        **spec,
        "width": WIDTH,
        "background": "white",
        "padding": 16,
        "title": {
            "text": textwrap.wrap(title, TITLE_LETTERS),
            "subtitle": [*textwrap.wrap(says, LINE_LETTERS), *textwrap.wrap(source, LINE_LETTERS)],
            "anchor": "start",
            "frame": "group",
            "fontSize": 16,
            "subtitlePadding": 6,
            "offset": 16,
        },
    }
    made: bytes = vl_convert.vegalite_to_png(drawn, scale=SCALE, allowed_base_urls=[])
    return made
