"""The area of a street or a point, found on our own server from the city's own records."""

import re
import unicodedata

import polars as pl
import shapely

from queries.vintage.catalog import Vintage

MOST_ANSWERS = 20
"""Most blocks in one answer; a visitor who needs more types another word."""

HOUSE_NUMBER = re.compile(r"[0-9]{3,}")
"""A house number before the street; two digits may be the beginning of a block's number."""


def is_searchable(vintage: Vintage, layer: str) -> bool:
    """Return whether the city's records name any block that lies in one area of the layer."""
    return int(vintage.ask("blocks_known", {"layer": layer})["n"].item()) > 0


def find(vintage: Vintage, layer: str, typed: str) -> tuple[pl.DataFrame, bool]:
    """Return block and area_id of the blocks that match the typed text, and whether there are more.

    Every typed word must begin a word of the block's name; case and accents do not matter. A house
    number at the beginning is read as its block: 1612 is 16XX.
    """
    words = _words(typed)
    if not words:
        return pl.DataFrame(schema={"block": pl.String, "area_id": pl.String}), False
    parameters = {"layer": layer, "words": words, "most": MOST_ANSWERS + 1}
    blocks = vintage.ask("blocks", parameters)
    return blocks.head(MOST_ANSWERS), blocks.height > MOST_ANSWERS


def area_at(areas: pl.DataFrame, longitude: float, latitude: float) -> str | None:
    """Return the area_id of the area in which a point in degrees (WGS 84) lies, or None.

    `areas` has area_id and geometry (GeoJSON). On a shared boundary the first area is returned.
    """
    shapes = shapely.from_geojson(areas["geometry"].to_list())
    hits = shapely.intersects_xy(shapes, longitude, latitude).nonzero()[0]
    return str(areas["area_id"][int(hits[0])]) if hits.size else None


def _words(typed: str) -> list[str]:
    """Return the words of a text without case and accents, with a house number as its block."""
    apart = unicodedata.normalize("NFD", typed.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    words = re.findall(r"[^\W_]+", bare)
    if words and HOUSE_NUMBER.fullmatch(words[0]):
        words[0] = f"{words[0][:-2]}xx"
    return words
