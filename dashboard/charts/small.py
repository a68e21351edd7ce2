"""Small pictures inside a table or a card: a line without axes, a range on a scale of ratios."""

import base64
import datetime as dt
import math
from collections.abc import Sequence

from dashboard.charts import LINE, QUIET, UNCLEAR

WIDTH, HEIGHT = 132, 34
"""Pixels of a small line; the stroke stays inside them."""
EDGE = 4

WIDEST = 4.0
"""The scale of ranges goes from a quarter to four times; what lies beyond is cut there."""

Point = tuple[dt.date, float | None]


def small_line(
    points: Sequence[Point],
    day: dt.date | None = None,
    band: tuple[float, float] | None = None,
) -> str:
    """Return a line of values over time as the address of an SVG image, which holds all of it.

    The axis starts at zero. A value of None leaves a gap. The last value has a dot, and the `day`
    of a policy a dashed line, if it lies among the dates. A `band` of values, from low to high,
    lies behind the line. Without a value the image is empty.
    """
    values = [value for _, value in points if value is not None]
    if not values:
        return _address("")
    first, last = points[0][0], points[-1][0]
    top = max([*values, *(band or ())]) or 1.0

    def x(on: dt.date) -> float:
        share = (on - first) / (last - first) if last > first else 0.5
        return EDGE + share * (WIDTH - 2 * EDGE)

    def y(value: float) -> float:
        return HEIGHT - EDGE - value / top * (HEIGHT - 2 * EDGE)

    strokes, is_down = [], False
    for on, value in points:
        if value is not None:
            # a line of no length with round ends: a month between two gaps is a dot
            move, still = ("L", "") if is_down else ("M", "h0")
            strokes.append(f"{move}{x(on):.1f} {y(value):.1f}{still}")
        is_down = value is not None
    shapes = [
        f'<path d="{"".join(strokes)}" fill="none" stroke="{LINE}" stroke-width="1.6" '
        'stroke-linecap="round"/>'
    ]
    if band is not None:
        low, high = (y(end) for end in band)
        shapes.insert(
            0,
            f'<rect y="{high:.1f}" width="{WIDTH}" height="{low - high:.1f}" fill="{UNCLEAR}" '
            'fill-opacity=".4"/>',
        )
    if day is not None and first < day < last:
        shapes.insert(
            0, f'<path d="M{x(day):.1f} 0V{HEIGHT}" stroke="{QUIET}" stroke-dasharray="3 2"/>'
        )
    end_on, end = next(point for point in reversed(points) if point[1] is not None)
    shapes.append(
        f'<circle cx="{x(end_on):.1f}" cy="{y(float(end or 0)):.1f}" r="3" fill="{LINE}"/>'
    )
    return _address("".join(shapes))


def on_scale(ratio: float) -> float:
    """Return where a ratio lies on the scale of ranges, in percent; 1 is in the middle, at 50."""
    if ratio <= 0:
        return 0.0
    share = 0.5 + math.log(ratio) / (2 * math.log(WIDEST))
    return 100 * min(max(share, 0.0), 1.0)


def _address(shapes: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{shapes}</svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
