"""Where a name has room inside its area, measured on the map that is drawn."""

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

LETTER, LINE = 0.55, 1.05
"""Width of a letter and height of a line, in heights of the text."""
PRECISION = 400
"""The place is found to this part of an area's longer side."""

Points = npt.NDArray[np.float64]


def with_room(areas: pl.DataFrame) -> pl.DataFrame:
    """Return areas with label, map_x, map_y and room, and the map's west, south, east and north.

    `areas` has name and geometry (GeoJSON). `label` is the name in one or two lines, `room` the
    largest height of a text with which it still lies inside the area, around map_x, map_y. All are
    in radians on Mercator's map, y growing to the north.
    """
    shapes = shapely.transform(shapely.from_geojson(areas["geometry"].to_list()), _mercator)
    rows = []
    for name, shape in zip(areas["name"], shapes, strict=True):
        part = max(shapely.get_parts(shape), key=shapely.area)
        options = [(text, *_place(text, part)) for text in _in_lines(name)]
        rows.append(max(options, key=lambda option: option[-1]))
    names = ("label", "map_x", "map_y", "room")
    places = pl.DataFrame(rows, schema=names, orient="row")
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    return areas.with_columns(*places, west=west, south=south, east=east, north=north)


def _place(text: str, part: shapely.Polygon) -> tuple[float, float, float]:
    """Return x, y and the room of a text in a polygon.

    The polygon is squeezed until the text's box is a square: the largest circle inside it then
    holds the square whose corners lie on the circle.
    """
    lines = text.split("\n")
    height = len(lines) * LINE
    squeeze = max(len(line) for line in lines) * LETTER / height
    squeezed = shapely.transform(part, lambda points: points / [squeeze, 1.0])
    west, south, east, north = squeezed.bounds
    tolerance = max(east - west, north - south) / PRECISION
    radius = shapely.maximum_inscribed_circle(squeezed, tolerance=tolerance)
    x, y = shapely.get_coordinates(radius)[0]
    return float(x * squeeze), float(y), float(shapely.length(radius) * np.sqrt(2) / height)


def _in_lines(name: str) -> list[str]:
    """Return a name in one line, and in two that are as equal as can be if it has a space."""
    words = name.split()
    pairs = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not pairs:
        return [name]
    return [name, "\n".join(min(pairs, key=lambda pair: max(map(len, pair))))]


def _mercator(points: Points) -> Points:
    longitude, latitude = np.radians(points).T
    return np.column_stack([longitude, np.log(np.tan(np.pi / 4 + latitude / 2))])
