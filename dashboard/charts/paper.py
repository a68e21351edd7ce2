"""Months as a line over what was usual, as SVG for paper: dark on light, so grey loses nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.tokens import LIGHT

INK, LINE, MUTED, GRID, RANGE = (LIGHT[token] for token in ("ink", "main", "muted", "line", "line"))
FONT = "Libertinus Serif, sans-serif"
"""The font of the PDF, which draws letters with no other; a browser takes its own."""

SMALL = (84.0, 20.0)
WIDTH = 240.0
HEIGHT, TALL = 84.0, 152.0
"""Pixels of a large line, in a brief and on a poster."""

EDGE = 3.0
"""Room around a line, so that its last point is whole."""

LEFT, BELOW, ABOVE, RIGHT = 36.0, 16.0, 8.0, 42.0
"""Room for the numbers beside a large line, its years, and the number at its last point."""

MOST_STEPS = 4
"""Lines across a chart, above zero."""


@dataclass(frozen=True)
class Months:
    """Months, oldest first: month, value, usual_low and usual_high; a number may be None."""

    rows: Sequence[dict[str, Any]]

    @property
    def known(self) -> list[float]:
        """The values that are known."""
        return [row["value"] for row in self.rows if row["value"] is not None]

    @property
    def top(self) -> float:
        """The largest number that is drawn; 1 where all are 0 or none is known."""
        highs = [row["usual_high"] for row in self.rows if row["usual_high"] is not None]
        return max([*self.known, *highs], default=0.0) or 1.0


@dataclass(frozen=True)
class Frame:
    """Where months and values lie: the box of the line, in pixels, and the value at its top."""

    left: float
    top: float
    right: float
    bottom: float
    months: int
    most: float

    def x(self, place: float) -> float:
        """Return where the month at a place lies."""
        return self.left + (self.right - self.left) * place / max(self.months - 1, 1)

    def y(self, value: float) -> float:
        """Return where a value lies; zero is at the bottom."""
        return self.bottom - (self.bottom - self.top) * value / self.most


def row_line(months: Months) -> str:
    """Return a line without axes: its last point as a dot, over the usual ranges."""
    width, height = SMALL
    frame = Frame(EDGE, EDGE, width - EDGE, height - EDGE, len(months.rows), months.top)
    return _svg(width, height, [*_usual(months, frame), *_line(months, frame, 1.2, 2.2)])


def month_line(months: Months, last: str, height: float = HEIGHT) -> str:
    """Return a line with its scale from zero, its years, and the text `last` at its last point."""
    step = _step(months.top)
    most = step * math.ceil(months.top / step)
    frame = Frame(LEFT, ABOVE, WIDTH - RIGHT, height - BELOW, len(months.rows), most)
    shapes = _usual(months, frame)
    for count in range(round(most / step) + 1):
        y = frame.y(count * step)
        shapes.append(_stroke(f"M{frame.left:.1f} {y:.1f}H{frame.right:.1f}", GRID, 0.6))
        shapes.append(_text(f"{count * step:,.10g}", frame.left - 5, y + 3, "end"))
    for place, row in enumerate(months.rows):
        if row["month"].month == 1:
            x = frame.x(place)
            shapes.append(_stroke(f"M{x:.1f} {frame.bottom:.1f}v4", MUTED, 0.6))
            shapes.append(_text(str(row["month"].year), x, frame.bottom + 13, "middle"))
    shapes += _line(months, frame, 1.6, 3)
    value = months.rows[-1]["value"] if months.rows else None
    if value is not None:
        shapes.append(
            f'<text x="{frame.right + 7:.1f}" y="{frame.y(value) + 4:.1f}" font-family="{FONT}" '
            f'font-size="12" font-weight="700" fill="{INK}">'
            f"{escape(last)}</text>"
        )
    return _svg(WIDTH, height, shapes)


def _usual(months: Months, frame: Frame) -> list[str]:
    """Return the usual range of each month as a bar behind it, side by side a band."""
    half = (frame.x(1) - frame.x(0)) / 2
    bars = []
    for place, row in enumerate(months.rows):
        if row["usual_low"] is not None and row["usual_high"] is not None:
            low, high = frame.y(row["usual_low"]), frame.y(row["usual_high"])
            left = max(frame.x(place) - half, frame.left)
            right = min(frame.x(place) + half, frame.right)
            bars.append(f"M{left:.1f} {high:.1f}H{right:.1f}V{low:.1f}H{left:.1f}z")
    return [f'<path d="{"".join(bars)}" fill="{RANGE}"/>'] if bars else []


def _line(months: Months, frame: Frame, width: float, radius: float) -> list[str]:
    """Return the values as a line with gaps where none is known, and a dot on the last month."""
    strokes: list[str] = []
    value: float | None = None
    for place, row in enumerate(months.rows):
        before, value = value, row["value"]
        if value is not None:
            # a line of no length with round ends: a month between two gaps is a dot
            move, end = ("M", "h0") if before is None else ("L", "")
            strokes.append(f"{move}{frame.x(place):.1f} {frame.y(value):.1f}{end}")
    shapes = [_stroke("".join(strokes), LINE, width)] if strokes else []
    if value is not None:
        x, y = frame.x(len(months.rows) - 1), frame.y(value)
        shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{LINE}"/>')
    return shapes


def _step(top: float) -> float:
    """Return the least of 1, 2, 5, 10, 20, … (or their tenths) that needs few steps to the top."""
    size: float = 10.0 ** math.floor(math.log10(top / MOST_STEPS))
    return next(size * part for part in (1, 2, 5, 10) if size * part * MOST_STEPS >= top)


def _stroke(path: str, colour: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linecap="round"/>'
    )


def _text(text: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="10" '
        f'text-anchor="{anchor}" fill="{MUTED}">{escape(text)}</text>'
    )


def _svg(width: float, height: float, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{"".join(shapes)}</svg>'
    )
