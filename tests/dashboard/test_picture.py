"""A chart as PNG: it has its title and source, and nothing is fetched."""

import struct

import pytest

from dashboard.charts.picture import SCALE, WIDTH, png

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"month": 1, "n": 3}, {"month": 2, "n": 5}]},
    "mark": "line",
    "encoding": {
        "x": {"field": "month", "type": "quantitative"},
        "y": {"field": "n", "type": "quantitative"},
    },
    "width": "container",
    "height": 200,
}


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height in pixels, from a PNG's head."""
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_what_it_shows_stands_on_the_picture() -> None:
    """The picture has the set width, and each line of text makes it taller."""
    width, height = size(png(SPEC, "Force fell", "A line of two months.", "http://site/page"))
    assert width >= WIDTH * SCALE
    _, taller = size(png(SPEC, "Force fell", "A line of two months. " * 20, "http://site/page"))
    assert taller > height > 200 * SCALE


def test_no_address_is_asked_to_make_it() -> None:
    """A chart with data at an address is refused, not fetched."""
    elsewhere = {**SPEC, "data": {"url": "http://localhost:1/rows.csv"}}
    with pytest.raises(ValueError, match="not allowed"):
        png(elsewhere, "title", "says", "source")
