"""An SVG drawing of Vega made smaller: what is not seen goes, numbers go to a tenth of a pixel."""

import re
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from xml.etree import ElementTree as Tree

SVG = "{http://www.w3.org/2000/svg}"
INHERITED = (
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
    *("stroke-linejoin", "text-anchor", "font-size", "font-weight"),
)
"""Attributes that a group can say for all that is in it."""

LINK = "data-to"
"""Where a click on a mark leads, if a script follows it."""

PLACES = ("x", "y", "dx", "dy", "x1", "y1", "x2", "y2", "width", "height", "transform")
KEPT = {*INHERITED, *PLACES, "d", "opacity", LINK}
DEFAULTS = {
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-width", "1"),
    ("stroke-opacity", "1"),
    ("stroke-dasharray", ""),
    ("text-anchor", "start"),
    ("transform", "translate(0,0)"),
}
UNSEEN = 0.05
"""Opacity of what is only there to be pointed at."""
POINTED = "6"
"""Radius in pixels of a point that is only there to be pointed at."""

CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")
MOVED = re.compile(r"translate\(([^,]+),([^)]+)\)")


@dataclass
class Piece:
    """An element of a drawing."""

    name: str
    values: dict[str, str]
    text: str = ""
    pieces: "list[Piece]" = field(default_factory=list)

    def __str__(self) -> str:
        """Return the element as text."""
        values = "".join(f' {key}="{escape(value)}"' for key, value in self.values.items())
        inside = escape(self.text, quote=False) + "".join(map(str, self.pieces))
        end = f">{inside}</{self.name}>" if inside else "/>"
        return f"<{self.name}{values}{end}"


def smaller(element: Tree.Element, hover: str | None) -> list[Piece]:
    """Return what is seen of an element, or of its parts if it says nothing itself.

    `hover` is what the text of a mark begins with, which becomes its title; None for no titles.
    """
    name = element.tag.removeprefix(SVG)
    if name in ("defs", "title") or element.get("display") == "none":
        return []
    pieces = [piece for child in element for piece in smaller(child, hover)]
    values = _values(element)
    if name == "g":
        return _group(values, pieces) if pieces else []
    text = element.text or ""
    is_frame = element.get("class") in ("background", "foreground")
    if name == "path" and (is_frame or not values.get("d")):
        return []
    if name == "text" and not (text or pieces):
        return []
    piece = _as_circle(Piece(name, values, text, pieces))
    label = element.get("aria-label", "") if element.get("role") == "graphics-symbol" else ""
    if float(values.get("opacity", 1)) <= UNSEEN:
        if hover is None:
            return []
        piece.values["opacity"] = "0"
        if piece.name == "circle":
            piece.values["r"] = POINTED
    if label and hover is not None:
        piece.pieces.append(Piece("title", {}, label[max(0, label.find(hover)) :]))
    return [piece]


def relative(outline: str) -> str:
    """Return a path of straight lines with each point told from the one before.

    A path with curves keeps its form.
    """
    if re.search("[^MLZ0-9.,e -]", outline):
        return _tenths(outline)
    rings = []
    for ring in re.findall("M[^M]*", outline):
        points = [_point(point) for point in re.split("[ML]", ring.removesuffix("Z")) if point]
        steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)]
        moves = " ".join(f"{_short(x)},{_short(y)}" for x, y in steps if (x, y) != (0, 0))
        start = f"M{_short(points[0][0])},{_short(points[0][1])}"
        rings.append(f"{start}{f'l{moves}' if moves else ''}{'z' if ring.endswith('Z') else ''}")
    return "".join(rings).replace(",-", "-").replace(" -", "-")


def _group(values: dict[str, str], pieces: list[Piece]) -> list[Piece]:
    """Return a group that says for all its parts what they have in common."""
    if len(pieces) > 1:
        for key in (*INHERITED, "opacity"):
            shared = {piece.values.get(key) for piece in pieces}
            value = next(iter(shared))
            # parts that are half seen are not as a group that is half seen
            if len(shared) == 1 and value is not None and (key != "opacity" or value == "0"):
                values[key] = value
                for piece in pieces:
                    del piece.values[key]
    return [Piece("g", values, "", pieces)] if values else pieces


def _values(element: Tree.Element) -> dict[str, str]:
    values = {}
    for key, value in element.attrib.items():
        if key in KEPT and (key, value) not in DEFAULTS:
            is_place = key in PLACES
            values[key] = relative(value) if key == "d" else _tenths(value) if is_place else value
    return values


def _as_circle(piece: Piece) -> Piece:
    circle = CIRCLE.match(piece.values.get("d", ""))
    moved = MOVED.fullmatch(piece.values.get("transform", ""))
    if circle is None or moved is None:
        return piece
    values = {key: text for key, text in piece.values.items() if key not in ("d", "transform")}
    place = {"cx": moved[1], "cy": moved[2], "r": circle[1]}
    return Piece("circle", {**place, **values}, "", piece.pieces)


def _point(text: str) -> tuple[int, int]:
    x, y = text.split(",")
    return round(float(x) * 10), round(float(y) * 10)


def _short(tenths: int) -> str:
    text = f"{tenths / 10:g}"
    return text.replace("0.", ".", 1) if 0 < abs(tenths) < 10 else text


def _tenths(text: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 1):g}", text)
