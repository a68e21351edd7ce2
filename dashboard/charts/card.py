"""A picture of an answer for link previews: words of falling size over a small chart."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import vl_convert

from dashboard.words import NO_BREAK

WIDTH, HEIGHT = 1200, 630
"""Pixels; the size that link previews show whole."""

MARGIN = 60
MOST_LINES = 4
"""Lines of one text; a longer one is cut, and ends with an ellipsis."""

LEAST_CHART = 120
"""A chart in less room, in pixels, is left out."""

CHART_SCALE = 2
"""A preview is seen at half its size or less, so the chart's letters are drawn larger."""

INK, QUIET, GROUND = "#14202b", "#5a6772", "#ffffff"
LETTER = 0.48
"""Width of a usual letter as a share of its size; of a bold letter a tenth more."""


@dataclass(frozen=True)
class Line:
    """A text of the card: its size in pixels, and whether it is the answer or a remark."""

    text: str
    size: int
    is_bold: bool = False
    is_quiet: bool = False


def card(
    mark: str, site: str, lines: Sequence[Line], foot: str, chart: dict[str, Any] | None
) -> bytes:
    """Return a PNG of WIDTH × HEIGHT, light on every screen; see `drawing`."""
    picture: bytes = vl_convert.svg_to_png(drawing(mark, site, lines, foot, chart))
    return picture


def drawing(
    mark: str, site: str, lines: Sequence[Line], foot: str, chart: dict[str, Any] | None
) -> str:
    """Return the card as SVG.

    `mark` is the data URI of the site's mark, `site` the names beside it. `lines` stand under each
    other, `foot` at the bottom, and the Vega-Lite object `chart` in what is left between them, if
    anything is. No text is markup, and no address is asked.
    """
    names = wrapped(Line(site, 31))[0]  # as if larger: the mark takes room
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        f'<image x="{MARGIN}" y="44" width="52" height="52" href="{escape(mark)}"/>',
        _text(Line(names, 28, is_quiet=True), MARGIN + 72, 80),
    ]
    y = 118
    for line in lines:
        for piece in wrapped(line):
            y += round(line.size * 1.22)
            parts.append(_text(Line(piece, line.size, line.is_bold, line.is_quiet), MARGIN, y))
        y += 12
    foot_y = HEIGHT - 34
    parts.append(_text(Line(wrapped(Line(foot, 20))[0], 20, is_quiet=True), MARGIN, foot_y))
    room = foot_y - 40 - y
    if chart is not None and room >= LEAST_CHART:
        parts.append(_chart(chart, y + 8, room))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def wrapped(line: Line) -> list[str]:
    """Return the lines of a text at its size, at most MOST_LINES."""
    width = LETTER * line.size * (1.1 if line.is_bold else 1)
    letters = int((WIDTH - 2 * MARGIN) / width)
    printed = (
        letter if letter.isprintable() or letter == NO_BREAK else " " for letter in line.text
    )
    text = "".join(printed)
    return textwrap.wrap(text, letters, max_lines=MOST_LINES, placeholder=" …") or [""]


def _text(line: Line, x: int, y: int) -> str:
    weight = "700" if line.is_bold else "400"
    return (
        f'<text x="{x}" y="{y}" font-family="sans-serif" '
        f'font-size="{line.size}" font-weight="{weight}" fill="{QUIET if line.is_quiet else INK}">'
        f"{escape(line.text)}</text>"
    )


def _chart(chart: dict[str, Any], y: int, room: int) -> str:
    size = {
        "width": (WIDTH - 2 * MARGIN) // CHART_SCALE,
        "height": room // CHART_SCALE,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 0,
        "background": GROUND,
    }
    svg: str = vl_convert.vegalite_to_svg({**chart, **size}, allowed_base_urls=[])
    place = f'x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="{room}" '
    view = f'viewBox="0 0 {size["width"]} {size["height"]}" '
    inside = svg[svg.index(">", svg.index("<svg")) + 1 :]
    return f'<svg class="marks" {place}{view}preserveAspectRatio="none">{inside}'
